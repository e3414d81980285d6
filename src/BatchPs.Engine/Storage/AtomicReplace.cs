namespace BatchPs.Engine.Storage;

/// <summary>Puts a finished file in the place of another.</summary>
internal static class AtomicReplace
{
    /// <summary>Renames a temporary file to its target in the same directory, over a file that is there.</summary>
    public static void Replace(string temp, string target) => File.Move(temp, target, overwrite: true);

    /// <summary>Deletes a temporary file that did not become its target; none is no error.</summary>
    public static void Discard(string temp) => File.Delete(temp);
}
