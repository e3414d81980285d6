using System.Text;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Text;
using BatchPs.Engine.Tests.Processors.Srt;

namespace BatchPs.Engine.Tests.Processors.Text;

/// <summary>Runs the processor on an item in memory.</summary>
internal static class TextRuns
{
    internal static MemoryItem Run(string input, params (string Name, string Value)[] options) => Run(Encoding.UTF8.GetBytes(input), options);

    internal static MemoryItem Run(byte[] input, params (string Name, string Value)[] options)
    {
        using IOperationWorker worker = new TextProcessor().Open(options.ToDictionary(one => one.Name, one => one.Value)).CreateWorker();
        return new MemoryItem(input).Run(worker);
    }

    /// <summary>Holds only so many bytes of the file at once.</summary>
    internal static MemoryItem RunInPieces(byte[] input, int pieceSize, params (string Name, string Value)[] options)
    {
        var values = new OptionValues(new TextProcessor().Info, options.ToDictionary(one => one.Name, one => one.Value));
        using var worker = new TextWorker(TextOptions.Parse(values), pieceSize);
        return new MemoryItem(input).Run(worker);
    }
}
