using System.Diagnostics;

using Xunit;

namespace BatchPs.Engine.Tests;

/// <summary>A real directory for one test, deleted with all that is in it.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("batchps-").FullName;

    /// <summary>Full path of the directory.</summary>
    public string Path { get; }

    /// <summary>Full path of something in it, given with <c>/</c>.</summary>
    public string this[string relative] =>
        System.IO.Path.Join(Path, relative.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>Writes a file, making its directories; returns its full path.</summary>
    public string Write(string relative, string text = "")
    {
        string path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a command of the Unix shell in it, for what .NET cannot make.</summary>
    public void Shell(string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
