namespace BatchPs.Engine.Journal;

/// <summary>Where a run's relative paths belong.</summary>
/// <param name="RunId">Id of the run.</param>
/// <param name="Root">Root of its inputs.</param>
/// <param name="Destination">Where its outputs go.</param>
/// <param name="Diagnostics">Full path of the file of its diagnostics, whether there is one or not.</param>
internal sealed record RunPlaces(string RunId, string? Root, string? Destination, string Diagnostics)
{
    internal string? InputPath(string key, bool isFile) =>
        isFile && Root is not null ? Path.GetFullPath(key, Root) : null;

    internal string? OutputPath(string relative) => Destination is null ? null : Path.GetFullPath(relative, Destination);
}
