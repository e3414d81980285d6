using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Module.Inputs;

namespace BatchPs.Module.Scripts;

/// <summary>Brings together what a block needs: from the caller what it gives, the rest from a journal. Made for one block.</summary>
/// <param name="given">What the caller gives.</param>
/// <param name="recorded">What a journal keeps; null for a new run.</param>
/// <param name="caller">The cmdlet; null where there is only a journal.</param>
/// <param name="session">How workers' runspaces are set up; null where there is only a journal.</param>
internal sealed class ScriptTaking(ScriptGiven given, OperationSpec? recorded, PSCmdlet? caller, ScriptSession? session)
{
    private readonly Dictionary<string, object?> _chosen = given.Variables is null
        ? new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        : CallerVariables.Take(given.Variables, caller!);

    private readonly RecordedValues _recorded = new(recorded);
    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<KeptValue> _kept = [];
    private readonly Dictionary<string, object?> _using = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> _variables = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<object?> _arguments = [];

    /// <exception cref="BatchException">Something that is needed is not there; the code says what.</exception>
    internal ScriptSource Take()
    {
        ScriptText block = given.Block is { } own ? ScriptText.Of(own) : ScriptText.OfBlock(recorded!.Script!, recorded.Place);
        ScriptText? initialization = Text(given.Initialization, ScriptPartKind.Initialization);
        ScriptText? begin = Text(given.Begin, ScriptPartKind.Begin);
        ScriptText? end = Text(given.End, ScriptPartKind.End);
        IReadOnlyList<ScriptPart> functions = given.Functions is { } names
            ? CallerFunctions.Take(names, caller!)
            : [.. recorded?.Parts.Where(part => part.Kind == ScriptPartKind.Function) ?? []];
        IReadOnlyList<ScriptModule> modules = Modules();
        TakeUsing(block, given.Block is not null);
        TakeUsing(initialization, given.Initialization is not null);
        TakeUsing(begin, given.Begin is not null);
        TakeUsing(end, given.End is not null);
        TakeVariables();
        TakeArguments();
        _recorded.ThrowIfMissing();
        return new ScriptSource(block)
        {
            Begin = begin?.Ast,
            End = end?.Ast,
            UsingValues = _using,
            Arguments = [.. _arguments],
            Setup = new WorkerSetup(modules, [.. functions.Select(ScriptText.Of)]) { Variables = _variables, Initialization = initialization },
            Spec = new OperationSpec
            {
                Name = OperationSpec.ScriptBlock,
                Options = recorded?.Options ?? new SortedDictionary<string, string>(),
                Script = block.Text,
                Place = block.Place,
                Parts =
                [
                    .. functions,
                    .. new[] { initialization?.Part(ScriptPartKind.Initialization), begin?.Part(ScriptPartKind.Begin), end?.Part(ScriptPartKind.End) }.OfType<ScriptPart>(),
                ],
                Modules = modules,
                Values = _kept,
                ItemKey = InputReader.TextOf(given.ItemKey) ?? recorded?.ItemKey,
                UsingValues = _recorded.StillOld,
            },
        };
    }

    private ScriptText? Text(ScriptBlock? block, ScriptPartKind kind) =>
        block is not null ? ScriptText.Of(block)
        : recorded?.Parts.FirstOrDefault(part => part.Kind == kind) is { } part ? ScriptText.Of(part)
        : null;

    // A resume in a process that only has the journal imports them when it runs.
    private IReadOnlyList<ScriptModule> Modules() =>
        given.Modules is null && caller is null
            ? recorded!.Modules
            : WorkerModules.Try(given.Modules ?? [.. recorded?.Modules.Select(module => module.Source) ?? []], session!, caller!);

    private void TakeUsing(ScriptText? script, bool isGiven)
    {
        foreach (UsingExpressionAst expression in script is null ? [] : UsingExpressions.Of(script.Ast))
        {
            string key = UsingExpressions.KeyOf(expression);
            if (_using.ContainsKey(key))
            {
                continue;
            }

            VariablePath path = UsingExpressions.VariableOf(expression);
            if (recorded is not null && _chosen.TryGetValue(path.UserPath, out object? chosen))
            {
                _used.Add(path.UserPath);
                AddUsing(key, expression, chosen);
            }
            else if (isGiven && TryCaller(path, out object? value))
            {
                AddUsing(key, expression, value);
            }
            else if (_recorded.TryTake(KeptValueKind.Using, key, _kept, out object? kept))
            {
                _using.Add(key, kept);
            }
            else if (isGiven && !UsingExpressions.IsOptional(expression, script!.Ast))
            {
                throw BatchException.Invalid(
                    "UsingVariableIsUndefined", $"The block names '{expression.Extent.Text}', but the session has no variable '{path.UserPath}'.", path.UserPath);
            }
        }
    }

    private void AddUsing(string key, UsingExpressionAst expression, object? variable)
    {
        object? value = UsingExpressions.Evaluate(expression, variable);
        Keep(KeptValueKind.Using, key, expression.Extent.Text, value);
        _using.Add(key, value);
    }

    private bool TryCaller(VariablePath path, out object? value)
    {
        value = null;
        if (caller!.SessionState.LanguageMode == PSLanguageMode.NoLanguage)
        {
            return true;
        }

        if (path.IsVariable)
        {
            PSVariable? variable = caller.SessionState.PSVariable.Get(path.UserPath);
            value = variable?.Value;
            return variable is not null;
        }

        value = caller.SessionState.PSVariable.GetValue(path.UserPath);
        return true;
    }

    private void TakeVariables()
    {
        foreach (string name in _recorded.NamesOf(KeptValueKind.Variable))
        {
            if (_chosen.ContainsKey(name))
            {
                continue;
            }

            if (_recorded.TryTake(KeptValueKind.Variable, name, _kept, out object? value))
            {
                _variables.Add(name, value);
            }
        }

        foreach ((string name, object? value) in _chosen)
        {
            bool isRecorded = _recorded.NamesOf(KeptValueKind.Variable).Contains(name, StringComparer.OrdinalIgnoreCase);
            if (recorded is not null && !isRecorded && given.Block is null)
            {
                if (!_used.Contains(name))
                {
                    throw BatchException.Invalid(
                        "UnknownVariable", $"-Variable has '{name}', which the run's block does not take. It takes: {_recorded.Taken}.", name);
                }
            }
            else if (isRecorded || !_used.Contains(name))
            {
                Keep(KeptValueKind.Variable, name, $"${name}", value);
                _variables.Add(name, value);
            }
        }
    }

    private void TakeArguments()
    {
        if (given.Arguments is null)
        {
            foreach (string key in _recorded.NamesOf(KeptValueKind.Argument))
            {
                _recorded.TryTake(KeptValueKind.Argument, key, _kept, out object? value);
                _arguments.Add(value);
            }

            return;
        }

        foreach (object? argument in given.Arguments)
        {
            string key = System.FormattableString.Invariant($"{_arguments.Count + 1}");
            Keep(KeptValueKind.Argument, key, $"argument {key}", argument);
            _arguments.Add(argument);
        }
    }

    private void Keep(KeptValueKind kind, string key, string name, object? value)
    {
        CallerVariables.ThrowIfScriptBlock(kind, name, value);

        // What could not be compared when it was recorded is not compared now.
        _kept.Add(_recorded.Find(kind, key) is { Hash: null } known ? known : ValueKeeper.Keep(kind, key, name, value));
    }
}
