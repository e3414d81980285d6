using System.Text.Json;
using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine.Planning;

namespace BatchPs.Cli;

/// <summary>Shows a plan: a line an item and the totals, or one document. Writes no file.</summary>
internal sealed class PlanShow(CliHost host, OutputMode mode)
{
    /// <summary>Goes through the plan.</summary>
    internal void Show(BatchPlan plan)
    {
        if (mode.Json)
        {
            JsonDocumentOutput.Write(writer => Write(writer, plan));
            return;
        }

        foreach (PlanEntry entry in plan.Entries())
        {
            if (!mode.Quiet)
            {
                host.WriteLine(Line(entry));
            }
        }

        if (!mode.Quiet)
        {
            foreach (string line in Totals(plan.Summarize(), plan.Definition.OnlyChecks))
            {
                host.WriteLine(line);
            }
        }
    }

    private static string Line(PlanEntry entry) =>
        $"{entry.Action,-9}  {entry.Reason ?? "-",-16}  {HumanText.Count(entry.Bytes),13}  {entry.Name}"
        + (entry.OutputPath is { } output ? $" -> {output}" : "")
        + (entry.Output is { } place ? $" ({place})" : "")
        + (entry.Error is { } error ? $"  {error.Code}: {error.Message}" : "");

    private static IEnumerable<string> Totals(PlanSummary plan, bool onlyChecks)
    {
        yield return $"{HumanText.Files(plan.Total)} for {plan.Operation}: {HumanText.Count(plan.Run)} run, {HumanText.Count(plan.Skip)} skipped, "
            + $"{HumanText.Count(plan.Unchanged)} unchanged, {HumanText.Count(plan.Fail)} fail";
        yield return $"{HumanText.Count(plan.Bytes)} bytes to read"
            + (plan is { FreeBytes: { } free, Destination: { } destination } ? $"; {HumanText.Megabytes(free)} free for '{destination}'" : onlyChecks ? "; nothing is written" : "");
        if (plan.EstimatedTime is { } time)
        {
            yield return $"Estimated time {HumanText.Elapsed(time)}, memory {HumanText.Megabytes(plan.EstimatedMemoryBytes ?? 0)}, as in the last run";
        }

        foreach (string problem in plan.Problems)
        {
            yield return "Problem: " + problem;
        }
    }

    private static void Write(Utf8JsonWriter writer, BatchPlan plan)
    {
        writer.WriteStartObject();
        JsonDocumentOutput.WriteArray(writer, "items", plan.Entries(), WriteEntry);
        PlanSummary totals = plan.Summarize();
        writer.WriteStartObject("summary");
        writer.WriteString("operation", totals.Operation);
        writer.WriteString("root", totals.Root);
        writer.WriteString("destination", totals.Destination);
        writer.WriteNumber("total", totals.Total);
        writer.WriteNumber("run", totals.Run);
        writer.WriteNumber("skip", totals.Skip);
        writer.WriteNumber("unchanged", totals.Unchanged);
        writer.WriteNumber("fail", totals.Fail);
        writer.WriteNumber("bytes", totals.Bytes);
        WriteNumber(writer, "freeBytes", totals.FreeBytes);
        WriteNumber(writer, "estimatedSeconds", totals.EstimatedTime?.TotalSeconds);
        WriteNumber(writer, "estimatedMemoryBytes", totals.EstimatedMemoryBytes);
        JsonDocumentOutput.WriteArray(writer, "problems", totals.Problems, (json, problem) => json.WriteStringValue(problem));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, PlanEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", entry.Index);
        writer.WriteString("name", entry.Name);
        writer.WriteString("action", entry.Action.ToString());
        writer.WriteString("reason", entry.Reason);
        writer.WriteString("path", entry.Path);
        writer.WriteString("outputPath", entry.OutputPath);
        writer.WriteString("output", entry.Output);
        writer.WriteNumber("bytes", entry.Bytes);
        writer.WriteString("error", entry.Error?.ToString());
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
