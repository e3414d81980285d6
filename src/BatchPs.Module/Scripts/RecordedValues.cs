using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Module.Inputs;

namespace BatchPs.Module.Scripts;

/// <summary>The values a journal keeps for a block, and which of those that it needs it does not keep.</summary>
internal sealed class RecordedValues(OperationSpec? recorded)
{
    private readonly List<KeptValue> _missing = [];
    private readonly SortedDictionary<string, string> _old = new(StringComparer.Ordinal);

    /// <summary>Values that were taken in the form of older journals.</summary>
    internal IReadOnlyDictionary<string, string> StillOld => _old;

    /// <summary>All names, to be shown.</summary>
    internal string Taken => recorded?.Values is { Count: > 0 } values ? string.Join(", ", values.Select(value => value.Name)) : "none";

    internal IEnumerable<string> NamesOf(KeptValueKind kind) => recorded?.Values.Where(value => value.Kind == kind).Select(value => value.Key) ?? [];

    internal KeptValue? Find(KeptValueKind kind, string key) =>
        recorded?.Values.FirstOrDefault(value => value.Kind == kind && value.Key.Equals(key, kind == KeptValueKind.Variable ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));

    /// <summary>Takes a value; remembers it as missing where it is known and not kept.</summary>
    /// <returns>False when the journal has no such value.</returns>
    internal bool TryTake(KeptValueKind kind, string key, List<KeptValue> kept, out object? value)
    {
        value = null;
        if (kind == KeptValueKind.Using && recorded?.UsingValues.GetValueOrDefault(key) is { } old)
        {
            _old[key] = old;
            Read(new KeptValue(kind, key, "$using:" + key, old, null, null), out value);
            return true;
        }

        if (Find(kind, key) is not { } known)
        {
            return false;
        }

        kept.Add(known);
        Read(known, out value);
        return true;
    }

    private void Read(KeptValue known, out object? value)
    {
        value = null;
        try
        {
            if (known.Text is null)
            {
                _missing.Add(known);
            }
            else
            {
                value = PackedValue.Read(known.Text);
            }
        }
        catch (FormatException error)
        {
            _missing.Add(known with { Missing = error.Message });
        }
    }

    /// <exception cref="BatchException"><c>ValuesNotKept</c></exception>
    internal void ThrowIfMissing()
    {
        if (_missing.Count == 0)
        {
            return;
        }

        string[] variables = [.. _missing.Where(value => value.Kind != KeptValueKind.Argument).Select(VariableOf).Distinct(StringComparer.OrdinalIgnoreCase)];
        string[] ways =
        [
            .. variables.Length > 0 ? [$"-Variable @{{ {string.Join("; ", variables.Select(name => $"{name} = ..."))} }}"] : Array.Empty<string>(),
            .. _missing.Any(value => value.Kind == KeptValueKind.Argument) ? ["-ArgumentList with all arguments"] : Array.Empty<string>(),
        ];
        throw BatchException.Invalid(
            "ValuesNotKept",
            $"The journal does not keep {string.Join(", ", _missing.Select(value => $"{value.Name} ({value.Missing})"))}. Give Resume-Batch {string.Join(" and ", ways)}.");
    }

    // As it is given: without the access behind it.
    private static string VariableOf(KeptValue value)
    {
        Ast tree = Parser.ParseInput(value.Name, out _, out _);
        string name = tree.Find(node => node is UsingExpressionAst, searchNestedScriptBlocks: false) is UsingExpressionAst expression
            ? UsingExpressions.VariableOf(expression).UserPath
            : value.Key;
        return name.All(letter => char.IsLetterOrDigit(letter) || letter == '_') ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
