using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace BatchPs.Module.Tests;

/// <summary>Asks pwsh about the Pester files of a folder, each time in a process of its own.</summary>
/// <param name="folder">Full path of the folder.</param>
/// <param name="shell">The shell's name on PATH.</param>
internal sealed class PesterShell(string folder, string shell = "pwsh")
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Lists the tests of all files.</summary>
    internal PesterReport List() => Invoke();

    /// <summary>Runs the tests of one file.</summary>
    internal PesterReport Run(string file) => Invoke("-File", file, "-Run");

    private PesterReport Invoke(params string[] arguments)
    {
        string result = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(shell) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
            string script = Path.Combine(AppContext.BaseDirectory, "Invoke-PesterFile.ps1");
            foreach (string argument in (string[])["-NoProfile", "-NonInteractive", "-File", script, "-Out", result, "-Folder", folder, .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            string said = Execute(start);
            string text = File.ReadAllText(result);
            return text.Length == 0
                ? throw new InvalidOperationException($"{shell} {string.Join(' ', arguments)} ended without a result. It said:\n{said}")
                : JsonSerializer.Deserialize<PesterReport>(text, Json)!;
        }
        catch (Win32Exception)
        {
            return new PesterReport($"{shell} is not on PATH", null);
        }
        finally
        {
            File.Delete(result);
        }
    }

    private static string Execute(ProcessStartInfo start)
    {
        var said = new StringBuilder();
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (said)
            {
                said.AppendLine(line.Data);
            }
        }

        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(LongestRun))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} was not done after {LongestRun.TotalMinutes} minutes. It said:\n{said}");
        }

        process.WaitForExit();
        return said.ToString();
    }
}
