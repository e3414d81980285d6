using System.Text.Json;
using BatchPs.CallTracer;

// One job a line in, one outcome a line out, until the input ends. A process of its own, because ptrace reports to one thread
// and its stops would drown a test host that listens for the ends of its own children.
using var input = new StreamReader(Console.OpenStandardInput());
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
while (input.ReadLine() is { } line)
{
    output.WriteLine(JsonSerializer.Serialize(new Tracee(JsonSerializer.Deserialize<TraceJob>(line)!).Run()));
}
