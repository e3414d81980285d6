using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Module.Completion;
using BatchPs.Module.Scripts;

namespace BatchPs.Module;

/// <summary>The parameters of a script block, and the block with all it brings along. Shared by the cmdlets that define a run.</summary>
public abstract class BlockCmdlet : BatchCmdlet
{
    internal const string PipelineSet = "Pipeline";

    private static readonly string[] BlockParameters =
    [
        nameof(ArgumentList), nameof(Variable), nameof(Function), nameof(Module), nameof(InitializationScript), nameof(Begin), nameof(End), nameof(FailOnError),
        nameof(PassChunk), nameof(ItemKey),
    ];

    [Parameter(Position = 0)]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>Arguments of each invocation of the block.</summary>
    [Parameter]
    [Alias("Args")]
    public object[]? ArgumentList { get; set; }

    /// <summary>Names of variables to set in each worker, or hashtables of names and values.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public object[]? Variable { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string[]? Function { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[]? Module { get; set; }

    [Parameter]
    public ScriptBlock? InitializationScript { get; set; }

    /// <summary>Runs once a worker before its items, in the scope the block sees.</summary>
    [Parameter]
    public ScriptBlock? Begin { get; set; }

    /// <summary>Runs once a worker after its items.</summary>
    [Parameter]
    public ScriptBlock? End { get; set; }

    [Parameter]
    public SwitchParameter FailOnError { get; set; }

    /// <summary>Hands the block a chunk of items at a time; it answers by key.</summary>
    [Parameter]
    public SwitchParameter PassChunk { get; set; }

    /// <summary>A property's name, or a block that answers the key of <c>$_</c>.</summary>
    [Parameter(ParameterSetName = PipelineSet)]
    [ArgumentCompleter(typeof(ItemKeyCompleter))]
    public object? ItemKey { get; set; }

    [Parameter]
    [ValidateSet("Pool", "Runspace", "Process")]
    public string? Isolation { get; set; }

    [Parameter]
    public SwitchParameter UseNewRunspace { get; set; }

    /// <summary>The script block with all it brings along; null for a processor.</summary>
    private protected ScriptSource? Script => ScriptBlock is null ? null : field ??= ScriptSource.Of(Given, this, Session);

    /// <summary>How the runspaces of the blocks are set up.</summary>
    private protected virtual ScriptSession Session => field ??= ScriptSession.Of(this, inheritsPreferences: false);

    /// <summary>How the block runs, as a resume has to know it.</summary>
    private protected SortedDictionary<string, string> BlockOptions => ScriptOperation.OptionsOf(FailOnError, PassChunk);

    private ScriptGiven Given => new()
    {
        Block = ScriptBlock,
        Arguments = ArgumentList,
        Variables = Variable,
        Functions = Function,
        Modules = Module,
        Initialization = InitializationScript,
        Begin = Begin,
        End = End,
        ItemKey = ItemKey,
    };

    // Before the first item: the values are those of now.
    protected override void Prepare()
    {
        if (ScriptBlock is null && BlockParameters.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } given)
        {
            throw BatchException.Invalid("ParameterNeedsScriptBlock", $"-{given} is for a script block, and none was given.", given);
        }

        if (Script is not null)
        {
            BlockShape.Of(Script.Ast);
        }
    }
}
