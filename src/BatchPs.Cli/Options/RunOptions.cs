using System.CommandLine;
using System.Globalization;
using BatchPs.Engine;
using BatchPs.Engine.Planning;

namespace BatchPs.Cli.Options;

/// <summary>Everything that defines a run; what <c>start</c> and <c>plan</c> share.</summary>
internal sealed class RunOptions
{
    private readonly SourceOptions _sources;
    private readonly SettingOptions _settings;
    private readonly Option<string?> _processor = SourceOptions.Text("--processor", "NAME", "The operation; by default chosen by file type.", "-p");
    private readonly Option<string?> _assembly = AssemblyOption();
    private readonly Option<string[]> _option = new("--option") { Description = "Option of the processor; repeatable.", HelpName = "KEY=VALUE" };
    private readonly Option<bool> _overwrite = OutputOptions.Flag("--overwrite", "Outputs may replace files that no earlier run wrote.");
    private readonly Option<string?> _onCollision = SourceOptions.Text("--on-collision", "fail|suffix|skip", "What happens when two items have one output.");
    private readonly Option<string[]> _retryOn = new("--retry-on") { Description = "Error code or category to retry; repeatable.", HelpName = "CODE" };
    private readonly Option<string?> _maxFailure = SourceOptions.Text("--max-failure", "5|2%", "Failed items, or share of finished ones, that stop the run.");
    private readonly Option<string?> _itemTimeout = SourceOptions.Text("--item-timeout", "S", "Time limit of an attempt in seconds; 0 is none.");
    private readonly Option<string?> _runTimeout = RunTimeoutOption("Time limit of the run in seconds, after which it stops, resumable; 0 is none.");
    private readonly Option<bool> _ordered = OutputOptions.Flag("--ordered", "Results in the order of the items.");
    private readonly Option<string?> _name = SourceOptions.Text("--name", "NAME", "Name of the run.");
    private readonly Option<string[]> _tag = new("--tag") { Description = "Tag of the run; repeatable.", HelpName = "TAG" };
    private readonly Option<string?> _journal = SourceOptions.Text("--journal", "PATH", "Where the journal is kept.");
    private readonly Option<string?> _config = SourceOptions.Text("--config", "PATH", "The configuration file to read.");
    private readonly Option<string?> _profile = SourceOptions.Text("--profile", "NAME", "The profile of the configuration file to apply.");

    internal RunOptions(Command command)
    {
        _sources = new SourceOptions(command);
        foreach (Option option in (Option[])[_processor, _assembly, _option, _overwrite, _onCollision, _retryOn, _maxFailure, _itemTimeout, _runTimeout, _ordered, _name, _tag, _journal, _config, _profile])
        {
            command.Add(option);
        }

        _settings = SettingOptions.ForRun(command);
        Report = new ReportOptions(command, _settings);
    }

    /// <summary>The option that names the assembly of a processor.</summary>
    internal static Option<string?> AssemblyOption() => SourceOptions.Text("--processor-assembly", "PATH", "The .NET assembly that has the processor.");

    /// <summary>The option that limits how long a run takes.</summary>
    internal static Option<string?> RunTimeoutOption(string description) => SourceOptions.Text("--run-timeout", "S", description);

    /// <summary>Seconds of a time limit.</summary>
    /// <exception cref="BatchException"><c>BadOptionValue</c>.</exception>
    internal static double Seconds(string option, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= EngineDefaults.LongestTimeLimit
            ? seconds
            : throw BatchException.Invalid("BadOptionValue", $"{option} is '{text}'; it takes seconds, 0 (none) to 604800.", option);

    /// <summary>The report that follows the run.</summary>
    internal ReportOptions Report { get; }

    /// <summary>Full path of the journal; null to keep it with the others.</summary>
    internal string? Journal(CliHost host, ParseResult parsed) => parsed.GetValue(_journal) is { } path ? host.FullPath(path) : null;

    /// <summary>What was asked for.</summary>
    /// <exception cref="BatchException">A value is refused.</exception>
    internal BatchRequest Read(CliHost host, ParseResult parsed)
    {
        var request = new BatchRequest
        {
            CurrentDirectory = host.CurrentDirectory,
            Configuration = _settings.Load(host, parsed, parsed.GetValue(_config), parsed.GetValue(_profile)),
            Name = parsed.GetValue(_name),
            Tags = parsed.GetValue(_tag) ?? [],
            Processor = parsed.GetValue(_processor),
            ProcessorAssembly = parsed.GetValue(_assembly),
            Options = ProcessorOptions(parsed.GetValue(_option) ?? []),
            Overwrite = parsed.GetValue(_overwrite),
            OnCollision = parsed.GetValue(_onCollision) is { } policy ? ChoiceText.Parse<CollisionPolicy>("--on-collision", policy) : CollisionPolicy.Fail,
            Ordered = parsed.GetValue(_ordered),
            ItemTimeout = parsed.GetValue(_itemTimeout) is { } seconds ? Seconds("--item-timeout", seconds) : 0,
            RunTimeout = parsed.GetValue(_runTimeout) is { } limit ? Seconds("--run-timeout", limit) : 0,
            MaxFailure = parsed.GetValue(_maxFailure),
            RetryOn = parsed.GetValue(_retryOn) ?? [],
        };
        return _sources.ApplyTo(request, host, parsed);
    }

    private static Dictionary<string, string> ProcessorOptions(string[] given)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string text in given)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw BatchException.Invalid("BadOptionValue", $"--option is '{text}'; it takes key=value.", "--option");
            }

            if (!options.TryAdd(text[..equals], text[(equals + 1)..]))
            {
                throw BatchException.Invalid("BadOptionValue", $"--option gives '{text[..equals]}' twice.", "--option");
            }
        }

        return options;
    }
}
