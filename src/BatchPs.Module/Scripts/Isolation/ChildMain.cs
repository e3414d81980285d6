namespace BatchPs.Module.Scripts.Isolation;

/// <summary>Where a worker process enters; its command line calls it by name.</summary>
internal static class ChildMain
{
    /// <summary>Serves the host that listens at these pipes, for the life of the process.</summary>
    internal static void Serve(string items, string control)
    {
        ProcessGroup.Lead();

        // The process has imported no module: nothing else finds the engine.
        new EngineLoader().OnImport();

        // A thread of its own: that of the pipeline we are in has a runspace already.
        var thread = new Thread(() => ChildServer.Run(items, control)) { Name = "BatchPs worker" };
        thread.Start();
        thread.Join();
    }
}
