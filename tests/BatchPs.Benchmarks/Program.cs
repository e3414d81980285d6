using BatchPs.Benchmarks;

// dotnet run -c Release --project tests/BatchPs.Benchmarks -- [names]; all of them without names.
var benchmarks = new Dictionary<string, Action<Workplace>>(StringComparer.OrdinalIgnoreCase)
{
    ["srt"] = SrtBenchmark.Run,
    ["overhead"] = OverheadBenchmark.Run,
    ["memory"] = MemoryBenchmark.Run,
    ["history"] = HistoryBenchmark.Run,
    ["workers"] = WorkersBenchmark.Run,
    ["resume"] = ResumeBenchmark.Run,
    ["scripts"] = ScriptBenchmark.Run,
    ["progress"] = ProgressBenchmark.Run,
    ["steering"] = SteeringBenchmark.Run,
};

if (args is [ResumeBenchmark.Part, ..])
{
    return ResumeBenchmark.RunPart(args);
}

if (args.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}'. There are: {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

foreach (string name in args.Length == 0 ? [.. benchmarks.Keys] : args)
{
    Console.WriteLine($"{name}:");
    using var place = new Workplace();
    benchmarks[name](place);
    Console.WriteLine();
}

return 0;
