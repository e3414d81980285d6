using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;
using System.Runtime.CompilerServices;
using BatchPs.Engine;

namespace BatchPs.Module.Scripts;

/// <summary>PowerShell's steppable pipeline, which the reference assembly does not have.</summary>
internal sealed class SteppablePipeline
{
    private static readonly MethodInfo? Getter = typeof(ScriptBlock).GetMethod("GetSteppablePipeline", [typeof(CommandOrigin), typeof(object[])]);
    private static readonly Type? Kind = Getter?.ReturnType;
    private static readonly Func<ScriptBlock, CommandOrigin, object?[], object>? Get =
        Getter?.CreateDelegate<Func<ScriptBlock, CommandOrigin, object?[], object>>();

    private readonly Action<InternalCommand> _begin;
    private readonly Func<object?, Array> _process;
    private readonly Func<Array> _end;

    private SteppablePipeline(object pipeline)
    {
        _begin = Method("Begin", typeof(InternalCommand)).CreateDelegate<Action<InternalCommand>>(pipeline);
        _process = Method("Process", typeof(object)).CreateDelegate<Func<object?, Array>>(pipeline);
        _end = Method("End").CreateDelegate<Func<Array>>(pipeline);
    }

    /// <summary>Makes one of a block, in whatever language mode the session is; the block keeps its own.</summary>
    internal static SteppablePipeline Of(ScriptBlock block, object?[] arguments)
    {
        // Only the call is ours to trust: else a constrained session evaluates no variables in it.
        var call = ScriptBlock.Create(HostScripts.Step);
        try
        {
            LanguageMode(call, PSLanguageMode.FullLanguage);
        }
        catch (MissingMethodException)
        {
            // Another PowerShell: a session in full language does without.
        }

        return new((Get ?? throw Missing("GetSteppablePipeline"))(call, CommandOrigin.Internal, [block, arguments]));
    }

    internal void Begin(InternalCommand host) => _begin(host);

    internal void Process(object? value) => _process(value);

    internal void End() => _end();

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_LanguageMode")]
    private static extern void LanguageMode(ScriptBlock block, PSLanguageMode? mode);

    private static MethodInfo Method(string name, params Type[] parameters) => Kind?.GetMethod(name, parameters) ?? throw Missing(name);

    private static BatchException Missing(string member) => BatchException.Invalid(
        "NoSteppablePipeline", $"This PowerShell has no member '{member}' of steppable pipelines, which blocks with begin, process and end run in.");
}
