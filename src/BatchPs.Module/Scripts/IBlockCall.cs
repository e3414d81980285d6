namespace BatchPs.Module.Scripts;

/// <summary>One way to run a block on an item, within a worker's pipeline.</summary>
internal interface IBlockCall
{
    /// <summary>What comes before the first item.</summary>
    void Begin();

    /// <summary>Runs the block; what it throws is the item's error.</summary>
    /// <returns>What it put out.</returns>
    object?[] Invoke(object? value);

    /// <summary>What comes after the last item.</summary>
    void End();
}
