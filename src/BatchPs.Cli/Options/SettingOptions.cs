using System.CommandLine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Options;

/// <summary>The options that are settings: handed to the configuration as its strongest layer, which checks them.</summary>
internal sealed class SettingOptions
{
    private readonly List<SettingOption> _settings = [];

    /// <summary>Options of a command that runs something new.</summary>
    internal static SettingOptions ForRun(Command command)
    {
        var options = new SettingOptions();
        options.Add(command, "--parallel", "max_parallel_workers", "N|auto", "Items at a time; by default the number of processors, with auto the best number by measuring.");
        options.Add(command, "--chunk-size", "chunk_size", "N", "Items handed to a worker together; 0 sizes chunks by how long items take.");
        options.Add(command, "--incremental-by", "enable_incremental", "size-time|content", "Leave out what an earlier run finished, recognised so.", WithoutDashes);
        options.AddFlag(command, "--incremental", "enable_incremental", "SizeTime", "Leave out what an earlier run finished: the same as --incremental-by size-time.");
        options.Add(command, "--max-retries", "max_retries", "N", "Retries after the first attempt.");
        options.Add(command, "--retry-delay", "retry_delay", "S", "Seconds before the first retry.");
        options.AddFlag(command, "--stop-on-error", "stop_on_error", "true", "Stop at the first failed item.");
        options.Add(command, "--max-file-size", "max_file_size", "BYTES", "Skip larger files; 0 is no limit.");
        options.Add(command, "--max-items", "max_batch_size", "N", "Refuse a run of more items; 0 is no limit.");
        options.Add(command, "--memory-limit", "max_memory_mb", "MB", "Growth before which new items are held back.");
        options.Add(command, "--max-load", "max_load", "PERCENT", "Use of processors and memory above which fewer items are in flight; 0 is no limit.");
        options.Add(command, "--max-rate", "max_rate", "N/s", "Most calls of the operation, as 10/s, 600/m or 1000/h; 0 is no limit.");
        options.Add(command, "--minimum-free-space", "minimum_free_space_mb", "MB", "What must stay free on the destination.");
        options.Add(command, "--disk-full-wait", "disk_full_wait", "S", "Seconds to wait for space on a full disk before the run ends; 0 is not at all.");
        options.Add(command, "--durability", "durability", "none|barrier|full", "What survives a power cut.");
        return options;
    }

    /// <summary>Options of a command that goes on with a run.</summary>
    internal static SettingOptions ForResume(Command command)
    {
        var options = new SettingOptions();
        options.Add(command, "--parallel", "max_parallel_workers", "N|auto", "Items at a time; by default as the run was started.");
        options.Add(command, "--memory-limit", "max_memory_mb", "MB", "Growth before which new items are held back; by default as the run was started.");
        options.Add(command, "--max-load", "max_load", "PERCENT", "Use of processors and memory that may be reached; by default as the run was started.");
        options.Add(command, "--max-rate", "max_rate", "N/s", "Most calls of the operation; by default as the run was started.");
        options.Add(command, "--disk-full-wait", "disk_full_wait", "S", "Seconds to wait for space on a full disk; by default as the run was started.");
        return options;
    }

    /// <summary>Options of a command that changes a live run.</summary>
    internal static SettingOptions ForTune(Command command)
    {
        var options = new SettingOptions();
        options.Add(command, "--parallel", "max_parallel_workers", "N|auto", "Items at a time.");
        options.Add(command, "--max-rate", "max_rate", "N/s", "Most calls of the operation, as 10/s, 600/m or 1000/h; 0 is no limit.");
        options.Add(command, "--max-load", "max_load", "PERCENT", "Use of processors and memory above which fewer items are in flight; 0 is no limit.");
        options.Add(command, "--memory-limit", "max_memory_mb", "MB", "Growth before which new items are held back.");
        return options;
    }

    /// <summary>No options yet.</summary>
    internal static SettingOptions None() => new();

    /// <summary>Adds the option that is <c>export_format</c>.</summary>
    internal void AddFormat(Command command, string name) =>
        Add(command, name, "export_format", "json|csv|ndjson|html|text", "Format of the report; by default by its extension.");

    /// <summary>What was given, for a live run.</summary>
    /// <exception cref="Engine.BatchException">A value is refused, or none was given.</exception>
    internal RunTuning Tuning(ParseResult parsed) => RunTuning.Of(
        _settings.Where(setting => setting.Read(parsed) is not null).ToDictionary(setting => setting.Key, setting => setting.Read(parsed)!),
        _settings.ToDictionary(setting => setting.Key, setting => setting.Name));

    /// <summary>A run's settings with what was given here in place of its own.</summary>
    internal RunSettings AddTo(RunSettings settings, ParseResult parsed) => _settings.Aggregate(settings, (now, setting) =>
        setting.Read(parsed) is { } value ? BatchConfiguration.With(now, setting.Key, value, setting.Name) : now);

    /// <summary>The configuration with what was given here on top.</summary>
    /// <exception cref="Engine.BatchException">A value or the configuration file is refused.</exception>
    internal BatchConfiguration Load(CliHost host, ParseResult parsed, string? configurationPath, string? profile = null)
    {
        var values = new Dictionary<string, string>();
        var names = new Dictionary<string, string>();
        foreach (SettingOption setting in _settings)
        {
            if (!values.ContainsKey(setting.Key) && setting.Read(parsed) is { } value)
            {
                values.Add(setting.Key, value);
                names.Add(setting.Key, setting.Name);
            }
        }

        return BatchConfiguration.Load(host.CurrentDirectory, configurationPath, host.Environment, values, names, profile);
    }

    private static string WithoutDashes(string text) => text.Replace("-", "", StringComparison.Ordinal);

    private void Add(Command command, string name, string key, string value, string description, Func<string, string>? spell = null)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = value };
        command.Add(option);
        _settings.Add(new SettingOption(name, key, parsed => parsed.GetValue(option) is { } text ? spell?.Invoke(text) ?? text : null));
    }

    private void AddFlag(Command command, string name, string key, string value, string description)
    {
        Option<bool> option = OutputOptions.Flag(name, description);
        command.Add(option);
        _settings.Add(new SettingOption(name, key, parsed => parsed.GetValue(option) ? value : null));
    }

    private sealed record SettingOption(string Name, string Key, Func<ParseResult, string?> Read);
}
