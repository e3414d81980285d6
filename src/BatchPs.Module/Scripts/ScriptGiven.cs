using System.Management.Automation;

namespace BatchPs.Module.Scripts;

/// <summary>What a cmdlet was given for a script block; null for what was not given.</summary>
internal sealed record ScriptGiven
{
    /// <summary>The block.</summary>
    internal ScriptBlock? Block { get; init; }

    /// <summary>Arguments of each invocation.</summary>
    internal object?[]? Arguments { get; init; }

    /// <summary>Names of variables of the caller, or tables of names and values.</summary>
    internal object?[]? Variables { get; init; }

    /// <summary>Names of functions of the session; wildcards.</summary>
    internal string[]? Functions { get; init; }

    /// <summary>Names or paths of modules.</summary>
    internal string[]? Modules { get; init; }

    /// <summary>Run once a runspace.</summary>
    internal ScriptBlock? Initialization { get; init; }

    /// <summary>Run before a worker's first item.</summary>
    internal ScriptBlock? Begin { get; init; }

    /// <summary>Run after a worker's last item.</summary>
    internal ScriptBlock? End { get; init; }

    /// <summary>A property's name, or a block that answers the key of <c>$_</c>.</summary>
    internal object? ItemKey { get; init; }
}
