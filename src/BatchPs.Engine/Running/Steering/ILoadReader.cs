namespace BatchPs.Engine.Running.Steering;

/// <summary>Reads how busy the machine is.</summary>
internal interface ILoadReader
{
    /// <summary>The load since the last call.</summary>
    /// <returns>Null when it cannot be read here.</returns>
    MachineLoad? Read();
}

/// <summary>How busy a machine is, or the part of it that the process may use.</summary>
/// <param name="Processors">Percent of its processors' time in use since the last reading; null at the first.</param>
/// <param name="Memory">Percent of its memory in use; null when that is not known.</param>
internal readonly record struct MachineLoad(double? Processors, double? Memory);
