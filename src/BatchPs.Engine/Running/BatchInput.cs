using BatchPs.Engine.Planning;

namespace BatchPs.Engine.Running;

/// <summary>One input as a front end hands it over.</summary>
public readonly record struct BatchInput
{
    /// <summary>Full path when the input is a file or directory.</summary>
    public string? Path { get; private init; }

    /// <summary>The object itself; for a file the object that was piped, if any.</summary>
    public object? Value { get; private init; }

    /// <summary>The identity of an object that is no file; null gives it its position.</summary>
    public string? Key { get; private init; }

    /// <summary>The object as text; null when it cannot be kept.</summary>
    public SerializedValue? Serialized { get; private init; }

    /// <summary>Why the input cannot be read although it was found; null when it can.</summary>
    internal Selecting.SelectionProblem? Problem { get; private init; }

    /// <summary>A file, or a directory, by its full path.</summary>
    public static BatchInput File(string path, object? value = null) => new()
    {
        // Without dots and a last separator: identity and output path are parts of it.
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)),
        Value = value,
    };

    /// <summary>An object that is no file.</summary>
    public static BatchInput Object(object? value, string? key, SerializedValue? serialized) =>
        new() { Value = value, Key = key, Serialized = serialized };

    /// <summary>An object that is no file, and that its kept text did not bring back.</summary>
    internal static BatchInput Unrestored(string key, SerializedValue kept, Selecting.SelectionProblem problem) =>
        new() { Key = key, Serialized = kept, Problem = problem };

    internal static BatchInput Selected(Selecting.SelectedFile file) => new() { Path = file.Path, Problem = file.Problem };
}
