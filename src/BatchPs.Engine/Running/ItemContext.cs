using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>One attempt at an item, as its operation sees it; reused by its worker.</summary>
internal sealed class ItemContext(RunParts run, WorkerSlot slot) : IItemContext
{
    private const double LargestMetric = 1e18;

    private readonly LocalStorage _storage = run.Storage;
    private readonly OutputPlacer _placer = run.Placer;
    private readonly DiagnosticsBuffer? _told = run.Diagnostics is null ? null : new DiagnosticsBuffer(run.Diagnostics);
    private readonly Lock _left = new();
    private BatchItem? _item;
    private SortedDictionary<string, double>? _metrics;
    private SortedDictionary<string, string>? _facts;
    private KeptDiagnostics? _diagnostics;
    private readonly List<ScratchFile> _scratch = [];
    private Exception? _placeError;
    private Exception? _scratchError;
    private bool _isDeleted;

    public long Index => Item.Index;

    public string Name => Item.Key;

    public string? Path => Item.Path;

    public object? Value => Item.Value;

    public long Length { get; private set; }

    public int Attempt { get; private set; }

    public CancellationToken Cancellation { get; private set; }

    public string? OutputPath => Item.OutputPath;

    /// <summary>The output, when the operation made one, or reserved its name, in this attempt.</summary>
    internal IUnplacedOutput? Output { get; private set; }

    /// <summary>The first error that making, writing or placing the output, or a scratch file, met, even when the operation caught it.</summary>
    internal Exception? OutputError => (Output as OutputFile)?.WriteError ?? _placeError ?? ScratchError;

    /// <summary>The first error that making, writing or reading a scratch file met, even when the operation caught it.</summary>
    internal Exception? ScratchError => _scratchError ?? _scratch.Find(scratch => scratch.Error is not null)?.Error;

    internal IReadOnlyDictionary<string, double>? Metrics => _metrics;

    internal IReadOnlyDictionary<string, string>? Facts => _facts;

    internal IReadOnlyList<ItemDiagnostic>? Diagnostics => _diagnostics?.ToResult();

    /// <summary>Where every diagnostic of the attempt stands; null when the run does not keep them all.</summary>
    internal DiagnosticPieces? Told => _told?.ToResult();

    private BatchItem Item => _item ?? throw new InvalidOperationException("An item is used only while it runs.");

    public Stream OpenInput()
    {
        var input = new FileStream(
            _storage.OpenRead(Path ?? throw new InvalidOperationException($"Item '{Name}' is not a file.")), FileAccess.Read, bufferSize: 0);
        if (!run.Operation.TakesChunks)
        {
            slot.Read(input);
        }

        return input;
    }

    public Stream CreateOutput()
    {
        ThrowIfNoDestination();
        if (Output is not null)
        {
            throw new InvalidOperationException($"The output of '{Name}' was already {(Output is OutputFile ? "created" : "reserved")} in this attempt.");
        }

        return (Stream)Make(_placer.Open);
    }

    public string ReserveOutput()
    {
        ThrowIfNoDestination();
        return Output switch
        {
            null => Make(_placer.Reserve).TempPath,
            ReservedOutput reserved => reserved.TempPath,
            _ => throw new InvalidOperationException($"The output of '{Name}' was already created in this attempt."),
        };
    }

    public Stream CreateScratch()
    {
        Cancellation.ThrowIfCancellationRequested();
        try
        {
            var scratch = _placer.OpenScratch(Item);
            _scratch.Add(scratch);
            return scratch;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _scratchError = error;
            throw;
        }
    }

    public void SetMetric(string name, double value)
    {
        // Decimals add up without rounding and JSON has no other numbers: neither takes more.
        if (!(Math.Abs(value) <= LargestMetric))
        {
            throw BatchException.Invalid("BadMetric", System.FormattableString.Invariant(
                $"The metric '{name}' of '{Name}' is {value}; it takes finite numbers between {-LargestMetric} and {LargestMetric}."), name);
        }

        (_metrics ??= new(StringComparer.Ordinal))[name] = value;
    }

    public void SetFact(string name, string value) => (_facts ??= new(StringComparer.Ordinal))[name] = value;

    public void Report(ItemDiagnostic diagnostic)
    {
        (_diagnostics ??= new()).Add(diagnostic);
        _told?.Add(diagnostic);
    }

    public void ReportProgress(long done, long total) => slot.Report(done, total);

    internal void Begin(BatchItem item, long length, int attempt, CancellationToken cancellation)
    {
        _item = item;
        Length = length;
        Attempt = attempt;
        Cancellation = cancellation;
        _metrics = null;
        _facts = null;
        _diagnostics = null;
        _told?.Begin();
        _placeError = _scratchError = null;
        _scratch.Clear();
        Output = null;
    }

    /// <summary>Writes what is not written yet of the attempt's diagnostics: before its output takes its place, so that the attempt can be made again.</summary>
    /// <exception cref="EnvironmentFaultException">They cannot be written.</exception>
    internal void KeepDiagnostics()
    {
        try
        {
            _told?.Flush();
        }
        catch (IOException error)
        {
            throw EnvironmentFaultException.Of(EnvironmentFault.CodeOf(error) ?? "JournalNotWritable", error, "");
        }
    }

    /// <summary>Places the output.</summary>
    /// <param name="read">The input's stamp when it was read.</param>
    /// <param name="reason">The verdict for which the item runs.</param>
    /// <returns>What stands at its path now; or an error when something else does.</returns>
    internal (WrittenOutput? Written, ItemError? Error) Place(FileStamp? read, string? reason)
    {
        try
        {
            return _placer.Place(Item, Output!, read, reason);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _placeError = error;
            throw;
        }
    }

    /// <summary>Discards an output that was not placed.</summary>
    /// <exception cref="EnvironmentFaultException">It cannot be deleted; a resume does that.</exception>
    internal void End()
    {
        try
        {
            foreach (var scratch in _scratch)
            {
                scratch.Dispose();
            }

            Output?.Release();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw EnvironmentFaultException.Of(EnvironmentFault.CodeOf(error) ?? EnvironmentFault.NotWritable, error, "");
        }
    }

    /// <summary>As <see cref="End"/>, of an attempt that was left behind and comes back.</summary>
    internal void EndLeft()
    {
        lock (_left)
        {
            // Once the run has deleted it, another may have its name; a file that is open is only closed then.
            if (!_isDeleted || Output is OutputFile)
            {
                End();
            }
        }
    }

    /// <summary>Deletes what an attempt that was left behind has written, unless its own thread has. What that writes later by the path it was
    /// given, a resume of the run deletes; also what cannot be deleted, such as an open file on Windows. For another thread.</summary>
    internal void DeleteLeft()
    {
        lock (_left)
        {
            _isDeleted = true;
            try
            {
                if (Output is OutputFile open)
                {
                    open.Delete();
                }
                else
                {
                    Output?.Release();
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Nothing that would keep the run from its end.
            }
        }
    }

    private IUnplacedOutput Make(Func<BatchItem, IUnplacedOutput> make)
    {
        // Who heeds no cancellation may come this way when the item is left behind and the run over.
        Cancellation.ThrowIfCancellationRequested();
        try
        {
            return Output = make(Item);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _placeError = error;
            throw;
        }
    }

    private void ThrowIfNoDestination()
    {
        if (Item.OutputPath is not null)
        {
            return;
        }

        if (_placer.Destination is { } destination && Item.Path is null)
        {
            throw BatchException.Invalid(
                "ItemHasNoFile",
                $"'{Name}' is no file, so it has no place in the tree of the destination '{destination}'. Write its output elsewhere, or pipe files.", Name);
        }

        throw BatchException.Invalid(
            "NoDestination", $"The operation writes an output for '{Name}', but the run has no destination. Give it the directory that outputs go to.", Name);
    }
}
