using BatchPs.Engine;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Tests;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>The journal of a small run that the engine has really made, and what it says: 64 records or a few more.</summary>
internal sealed class WholeJournal
{
    private const int Items = 30;

    private WholeJournal(byte[] bytes)
    {
        Bytes = bytes;
        Lines = [.. Split(bytes)];
    }

    internal byte[] Bytes { get; }

    /// <summary>The records, each with its newline, by number.</summary>
    internal byte[][] Lines { get; }

    /// <summary>What it says of each item: name, status, and stamps of input and output.</summary>
    internal IReadOnlyList<string?> Results { get; private init; } = [];

    internal static WholeJournal Make()
    {
        using var some = new Some();
        some.Inputs(Items);
        some.Parameters["-ThrottleLimit"] = "2";
        (RunSummary run, _) = some.Run(some.Engine(TestProcessor.Upper()), request => request with { Name = "sixty-four" });
        Assert.Equal((RunState.Completed, Items), (run.State, run.Succeeded));
        var whole = new WholeJournal(File.ReadAllBytes(run.JournalPath)) { Results = ResultsOf(run.JournalPath) };
        Assert.InRange(whole.Lines.Length, 64, 80);
        return whole;
    }

    /// <summary>What a journal says of each item; null of one that has no result.</summary>
    internal static IReadOnlyList<string?> ResultsOf(string path)
    {
        using JournalState journal = JournalState.Load(path);
        return [.. Enumerable.Range(0, journal.Count).Select(index =>
            journal.ReadResult(index, out ResultStamps stamps) is { } result ? $"{result.Name} {result.Status} {result.OutputPath} {stamps}" : null)];
    }

    /// <summary>Whether a record is, byte for byte, one that the engine wrote.</summary>
    internal bool Has(in JournalLine record) =>
        record.Sequence < Lines.Length && record.Json.SequenceEqual(Lines[record.Sequence].AsSpan()[..^1]);

    private static IEnumerable<byte[]> Split(byte[] bytes)
    {
        for (int start = 0, end; start < bytes.Length; start = end)
        {
            end = Array.IndexOf(bytes, (byte)'\n', start) + 1;
            yield return bytes[start..end];
        }
    }
}
