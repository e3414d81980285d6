namespace BatchPs.Module.Scripts.Isolation;

/// <summary>What a worker process writes past PowerShell, to its standard output or error: told line by line, and the last lines kept.</summary>
/// <param name="tell">Told each line.</param>
/// <param name="skipsStacks">Whether lines of a crash's call stack are left out: they are ours and PowerShell's, and many.</param>
internal sealed class ChildOutput(Action<string> tell, bool skipsStacks)
{
    private const int KeptLines = 5;
    private const int LongestLine = 4096;

    private readonly Queue<string> _last = new();

    /// <summary>The last lines, one below the other.</summary>
    internal string Last
    {
        get
        {
            lock (_last)
            {
                return string.Join('\n', _last);
            }
        }
    }

    /// <summary>Reads to the end. A line that is too long is told in parts.</summary>
    internal async Task Read(TextReader reader)
    {
        var line = new System.Text.StringBuilder();
        var buffer = new char[LongestLine];
        try
        {
            while (await reader.ReadAsync(buffer).ConfigureAwait(false) is > 0 and int count)
            {
                Take(buffer.AsSpan(0, count), line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process was given up.
        }

        Tell(line);
    }

    private void Take(ReadOnlySpan<char> text, System.Text.StringBuilder line)
    {
        foreach (char letter in text)
        {
            if (letter == '\n' || line.Length == LongestLine)
            {
                Tell(line);
            }

            if (letter is not ('\n' or '\r'))
            {
                line.Append(letter);
            }
        }
    }

    private void Tell(System.Text.StringBuilder line)
    {
        if (line.Length == 0)
        {
            return;
        }

        string text = line.ToString();
        line.Clear();
        if (skipsStacks && text.StartsWith("   at ", StringComparison.Ordinal))
        {
            return;
        }

        lock (_last)
        {
            _last.Enqueue(text);
            if (_last.Count > KeptLines)
            {
                _last.Dequeue();
            }
        }

        tell(text);
    }
}
