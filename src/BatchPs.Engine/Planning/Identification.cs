using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Planning;

/// <summary>Gives each input its index, identity and output path, in the order the inputs are read. One thread's.</summary>
/// <param name="definition">What is run.</param>
/// <param name="types">File types of the operation, for a run that chose it by type.</param>
/// <param name="nextIndex">Items that earlier executions read.</param>
internal sealed class Identification(BatchDefinition definition, IReadOnlyList<string> types, long nextIndex = 0)
{
    private readonly HashSet<UInt128> _outputs = [];
    private readonly bool _foldsOutputs = definition.Destination is { } destination && FileNameCase.Folds(destination);

    // Whether two items can have one output.
    // A selection finds each path once; only where names fold can two of them have one output. Piped files may come twice.
    internal bool CanCollide => definition.Destination is not null && (definition.Selection is null || _foldsOutputs);

    /// <summary>Inputs identified, those of earlier executions included.</summary>
    internal long Count { get; private set; } = nextIndex;

    /// <summary>A new input.</summary>
    internal BatchItem Identify(in BatchInput input) => Make(Count++, input);

    /// <summary>An input that an earlier execution read and that runs again.</summary>
    internal BatchItem Again(long index, in BatchInput input, string verdict)
    {
        BatchItem item = Make(index, input);
        return new BatchItem
        {
            Index = index, Key = item.Key, Path = item.Path, Value = item.Value, Serialized = item.Serialized, OutputPath = item.OutputPath,
            Rejected = item.Rejected, SkipReason = item.SkipReason, IsRecorded = verdict == Planning.Verdict.Interrupted, Verdict = verdict,
        };
    }

    /// <summary>A new input at the place of one whose record was lost.</summary>
    internal BatchItem Instead(long index, in BatchInput input) => Make(index, input);

    /// <summary>Keeps the output path of an item that has a result from others.</summary>
    internal void Reserve(string output) => _outputs.Add(HashOf(output));

    /// <summary>Gives it back to the item, which runs again.</summary>
    internal void Release(string output) => _outputs.Remove(HashOf(output));

    private BatchItem Make(long index, in BatchInput input)
    {
        if (input.Path is null)
        {
            return new BatchItem
            {
                Index = index,
                Key = input.Key ?? System.FormattableString.Invariant($"#{index}"),
                Value = input.Value,
                Serialized = input.Serialized,
                Rejected = input.Problem is { } unrestored ? new ItemError(unrestored.Code, ErrorCategory.Environment, unrestored.Message) : null,
            };
        }

        string? relative = definition.Root is null ? null : PathScope.RelativePath(input.Path, definition.Root);
        return relative is null ? Outside(index, input) : Inside(index, relative, input);
    }

    private BatchItem Outside(long index, in BatchInput input) => new()
    {
        Index = index,
        Key = input.Path!,
        Path = input.Path,
        Value = input.Value,
        Rejected = new ItemError(
            "OutsideRoot", ErrorCategory.Validation,
            $"'{input.Path}' is not inside the root '{definition.Root}'; its place in the output tree is unknown. Give a root that contains all items.",
            input.Path),
    };

    private BatchItem Inside(long index, string key, in BatchInput input)
    {
        string? skip = SkipReasonOf(input.Path!);
        ItemError? rejected = input.Problem is { } problem ? new ItemError(problem.Code, ErrorCategory.Io, problem.Message, input.Path) : null;
        rejected ??= skip is null && definition.PickedByType ? OtherType(input.Path!) : null;
        string? output = skip is null && rejected is null ? OutputOf(key) : null;
        if (output is not null && CanCollide && !_outputs.Add(HashOf(output)))
        {
            (output, skip, rejected) = Collide(key, output!, input.Path!);
        }

        return new BatchItem
        {
            Index = index,
            Key = key,
            Path = input.Path,
            Value = input.Value,
            OutputPath = output,
            SkipReason = skip,
            Rejected = rejected,
        };
    }

    private string? SkipReasonOf(string path)
    {
        if (!definition.Operation.IsScript && Directory.Exists(path))
        {
            return "Directory";
        }

        bool insideOutput = definition is { Destination: { } destination, InPlace: false } && PathScope.IsInside(path, destination);
        return insideOutput ? "InsideDestination"
            : Path.GetFileName(path).StartsWith(TempName.Prefix, StringComparison.Ordinal) ? "TemporaryOutput"
            : null;
    }

    private ItemError? OtherType(string path) => types.Contains(Path.GetExtension(path).ToLowerInvariant()) ? null : new ItemError(
        "MixedTypes", ErrorCategory.Validation,
        $"'{path}' is not of the types of processor {definition.Operation.Name} ({string.Join(", ", types)}), which the first file chose. "
        + "Select one type, or name the processor.",
        path);

    private string? OutputOf(string key) => definition.Destination is { } destination ? Path.GetFullPath(key, destination) : null;

    private (string? Output, string? Skip, ItemError? Rejected) Collide(string key, string output, string path)
    {
        switch (definition.OnCollision)
        {
            case CollisionPolicy.Skip:
                return (null, "OutputCollision", null);
            case CollisionPolicy.Suffix:
                string stem = Path.Combine(Path.GetDirectoryName(output)!, Path.GetFileNameWithoutExtension(output));
                for (int number = 2; ; number++)
                {
                    string candidate = System.FormattableString.Invariant($"{stem} ({number})") + Path.GetExtension(output);
                    if (_outputs.Add(HashOf(candidate)))
                    {
                        return (candidate, null, null);
                    }
                }

            default:
                return (null, null, new ItemError(
                    "OutputCollision", ErrorCategory.Validation,
                    $"'{key}' has the output path '{output}', which an earlier item of this run has. Give it a suffix or skip it on collision, or leave one out.",
                    path));
        }
    }

    private UInt128 HashOf(string output) =>
        PathHash.Of(_foldsOutputs ? output.Normalize(System.Text.NormalizationForm.FormC).ToUpperInvariant() : output);
}
