namespace BatchPs.Module.Scripts.Isolation;

/// <summary>What a frame between a host and its worker process says.</summary>
internal enum FrameKind : byte
{
    /// <summary>None came: the other side is gone.</summary>
    Closed,

    /// <summary>To the child: what to run, once.</summary>
    Definition,

    /// <summary>To the child: an item, or a chunk of them, for one call.</summary>
    Call,

    /// <summary>To the child: there are no more items.</summary>
    End,

    /// <summary>To the child, on its second pipe: stop the call of this number.</summary>
    Cancel,

    /// <summary>To the host: the next call may come.</summary>
    Ready,

    /// <summary>To the host: what comes before the first item failed. To the child: there is no path for the output.</summary>
    Refused,

    /// <summary>To the host: something the block wrote beside its output.</summary>
    Record,

    /// <summary>To the host: a metric of the item.</summary>
    Metric,

    /// <summary>To the host: a fact about the item.</summary>
    Fact,

    /// <summary>To the host: an oddity in the item's content.</summary>
    Diagnostic,

    /// <summary>To the host: how far the item is.</summary>
    Progress,

    /// <summary>To the host: a path for an item's output is wanted.</summary>
    Reserve,

    /// <summary>To the child: the path for the output.</summary>
    Reserved,

    /// <summary>To the host: how the items of the call ended.</summary>
    Outcomes,
}
