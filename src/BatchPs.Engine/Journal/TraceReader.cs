using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>Reads of a journal only how its executions went.</summary>
internal static class TraceReader
{
    /// <exception cref="BatchException">As <see cref="JournalHeader.Read"/>.</exception>
    internal static RunTrace Read(string path)
    {
        _ = JournalHeader.Read(path);
        var executions = new List<ExecutionTrace>();
        var samples = new List<RunSample>();
        using var reader = new JournalReader(path);
        while (reader.TryRead(out JournalLine line))
        {
            switch (line.Type)
            {
                case 'o' when RecordReader.Opened(line).StartedAt is { } started:
                    samples = [];
                    executions.Add(new ExecutionTrace { StartedAt = started, Samples = samples });
                    break;
                case 's':
                    samples.Add(RecordReader.Sample(line));
                    break;
                case 'e' when executions.Count > 0:
                    ExecutionEnd end = RecordReader.End(line);
                    executions[^1] = executions[^1] with { EndedAt = end.EndedAt, State = end.State };
                    break;
            }
        }

        return new RunTrace(executions);
    }
}
