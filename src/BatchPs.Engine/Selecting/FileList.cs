using System.Collections;

namespace BatchPs.Engine.Selecting;

/// <summary>Selected files in the order they were added: the first in memory, the rest in a temporary file.</summary>
/// <remarks>Enumerable more than once.</remarks>
/// <param name="capacity">Files held in memory.</param>
internal sealed class FileList(int capacity = 20_000) : IEnumerable<SelectedFile>, IDisposable
{
    private readonly List<SelectedFile> _inMemory = [];
    private SpillFile? _file;
    private string _lastPath = "";

    /// <summary>Files added.</summary>
    public long Count { get; private set; }

    /// <summary>Their sizes together, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a file; not while the list is enumerated.</summary>
    public void Add(SelectedFile file)
    {
        if (Count < capacity)
        {
            _inMemory.Add(file);
        }
        else
        {
            Spill(file);
        }

        Count++;
        Bytes += file.Length;
    }

    /// <inheritdoc/>
    public IEnumerator<SelectedFile> GetEnumerator()
    {
        foreach (SelectedFile file in _inMemory)
        {
            yield return file;
        }

        if (_file is null)
        {
            yield break;
        }

        SpillReader reader = _file.Read(0, _file.Length);
        for (string path = ""; !reader.AtEnd;)
        {
            SelectedFile file = Next(reader, path);
            path = file.Path;
            yield return file;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Deletes the temporary file, if there is one.</summary>
    public void Dispose() => _file?.Dispose();

    /// <summary>Neighbours share most of their path: only what differs from the one before is written.</summary>
    private void Spill(SelectedFile file)
    {
        _file ??= new SpillFile();
        int shared = file.Path.AsSpan().CommonPrefixLength(_lastPath);
        _file.Write(shared);
        _file.Write(file.Path.AsSpan(shared));
        _file.Write(file.Length);
        _file.Write(file.LastWriteTicks);
        _file.Write(file.Problem?.Code ?? "");
        if (file.Problem is not null)
        {
            _file.Write(file.Problem.Message);
        }

        _lastPath = file.Path;
    }

    private static SelectedFile Next(SpillReader reader, string previousPath)
    {
        int shared = (int)reader.ReadNumber();
        string path = reader.ReadText(previousPath, shared);
        long length = reader.ReadNumber();
        long ticks = reader.ReadNumber();
        string code = reader.ReadText();
        return new SelectedFile(path, length, ticks, code.Length == 0 ? null : new SelectionProblem(code, reader.ReadText()));
    }
}
