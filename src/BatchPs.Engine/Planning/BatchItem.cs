using BatchPs.Engine.Results;

namespace BatchPs.Engine.Planning;

/// <summary>One input of a run, from when it is read until its result is recorded.</summary>
internal sealed class BatchItem
{
    internal required long Index { get; init; }

    /// <summary>The identity: relative path with <c>/</c>, text of a scalar, or key.</summary>
    internal required string Key { get; init; }

    /// <summary>Full path when the item is a file.</summary>
    internal string? Path { get; init; }

    /// <summary>The piped object; null for a file that came by path.</summary>
    internal object? Value { get; init; }

    /// <summary>A piped object that is no file, as text a later session can restore it from; null when it cannot.</summary>
    internal SerializedValue? Serialized { get; init; }

    /// <summary>Full path of the output; null when there is none.</summary>
    internal string? OutputPath { get; init; }

    /// <summary>Set when the item cannot be run: it fails with this.</summary>
    internal ItemError? Rejected { get; init; }

    /// <summary>Set when the item is not to be run: it is skipped with this reason.</summary>
    internal string? SkipReason { get; init; }

    /// <summary>Whether the item needs no record before it runs: an earlier execution wrote it and finished nothing of the item. One that
    /// has a result gets another, so that a resume after a kill knows that it was begun again.</summary>
    internal bool IsRecorded { get; init; }

    /// <summary>Why a resumed item runs again; null in a first execution.</summary>
    internal string? Verdict { get; init; }
}

/// <summary>A piped object as text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Format">How the front end restores it, for example a type name or <c>clixml</c>.</param>
public sealed record SerializedValue(string Text, string Format);
