using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts;

/// <summary>A script block with all it brings along, ready for other runspaces and for the journal.</summary>
internal sealed class ScriptSource(ScriptText block)
{
    /// <summary>The parsed block; it keeps file name and lines for error positions.</summary>
    internal ScriptBlockAst Ast => block.Ast;

    /// <summary>Where errors arose, in any of its scripts.</summary>
    internal BlockPlaces Places => field ??= new BlockPlaces([.. new[] { Ast, Begin, End, Setup.Initialization?.Ast }.OfType<ScriptBlockAst>(), .. Setup.Functions.Select(function => function.Ast)]);

    /// <summary>Run before a worker's first item; null when there is none.</summary>
    internal ScriptBlockAst? Begin { get; init; }

    /// <summary>Run after a worker's last item; null when there is none.</summary>
    internal ScriptBlockAst? End { get; init; }

    /// <summary>Values by the key PowerShell looks them up by.</summary>
    internal required Dictionary<string, object?> UsingValues { get; init; }

    /// <summary>Arguments of each invocation.</summary>
    internal required object?[] Arguments { get; init; }

    /// <summary>What each runspace has before its first item.</summary>
    internal required WorkerSetup Setup { get; init; }

    /// <summary>What the journal keeps.</summary>
    internal required OperationSpec Spec { get; init; }

    /// <summary>Takes a block and what it needs from the caller.</summary>
    /// <exception cref="BatchException">Something that is needed is not there; the code says what.</exception>
    internal static ScriptSource Of(ScriptGiven given, PSCmdlet caller, ScriptSession session) => new ScriptTaking(given, null, caller, session).Take();

    /// <summary>Takes block and values from a journal.</summary>
    /// <exception cref="BatchException"><c>ValuesNotKept</c></exception>
    internal static ScriptSource Of(OperationSpec spec) => new ScriptTaking(new ScriptGiven(), spec, null, null).Take();

    /// <summary>Takes block and values from a journal, and from the caller what it gives instead.</summary>
    /// <exception cref="BatchException"><c>ValuesNotKept</c>, or something that is needed is not there.</exception>
    internal static ScriptSource Of(OperationSpec spec, ScriptGiven given, PSCmdlet caller, ScriptSession session) =>
        new ScriptTaking(given, spec, caller, session).Take();
}
