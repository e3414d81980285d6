using System.Runtime.InteropServices;

namespace BatchPs.Engine.Selecting;

/// <summary>Sorts names by ordinal value, with at most a given number of them in memory.</summary>
/// <remarks>More are written as sorted runs to a temporary file and merged.</remarks>
/// <param name="capacity">Names held in memory, more than 0.</param>
internal sealed class SpillingSorter(int capacity = 65_536) : IDisposable
{
    private const int RunBufferSize = 16 * 1024;
    private readonly List<string> _names = [];
    private readonly List<long> _runStarts = [];
    private SpillFile? _file;

    /// <summary>Adds a name; not after <see cref="Sorted"/> was called.</summary>
    public void Add(string name)
    {
        if (_names.Count == capacity)
        {
            WriteRun();
        }

        _names.Add(name);
    }

    /// <summary>All names in order, equal ones as often as they were added.</summary>
    public IEnumerable<string> Sorted()
    {
        if (_file is null)
        {
            _names.Sort(StringComparer.Ordinal);
            return _names;
        }

        WriteRun();
        _names.TrimExcess();
        return Merge(_file, [.. _runStarts, _file.Length]);
    }

    /// <summary>Deletes the temporary file, if there is one.</summary>
    public void Dispose() => _file?.Dispose();

    private static IEnumerable<string> Merge(SpillFile file, long[] starts)
    {
        PriorityQueue<SpillReader, string> heads = new(starts.Length, StringComparer.Ordinal);
        for (int run = 0; run + 1 < starts.Length; run++)
        {
            SpillReader reader = file.Read(starts[run], starts[run + 1], RunBufferSize);
            heads.Enqueue(reader, reader.ReadText());
        }

        while (heads.TryPeek(out SpillReader? reader, out string? name))
        {
            yield return name;
            if (reader.AtEnd)
            {
                heads.Dequeue();
            }
            else
            {
                heads.DequeueEnqueue(reader, reader.ReadText());
            }
        }
    }

    private void WriteRun()
    {
        _file ??= new SpillFile();
        _runStarts.Add(_file.Length);
        _names.Sort(StringComparer.Ordinal);
        foreach (string name in CollectionsMarshal.AsSpan(_names))
        {
            _file.Write(name);
        }

        _names.Clear();
    }
}
