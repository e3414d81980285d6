using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;

namespace BatchPs.Module;

/// <summary>Makes the engine's filter of parameters. A date is text here, so that <c>7d</c> is one, too.</summary>
internal static class RunFilters
{
    /// <exception cref="BatchException"><c>BadTime</c>: a time is none; <c>BadWildcard</c>.</exception>
    internal static RunFilter Of(string? name, string[] tags, string[] states, string? operation, string? after = null, string? before = null) => new()
    {
        Name = name,
        Tags = tags,
        States = states.Select(state => Enum.Parse<RunState>(state, ignoreCase: true)).ToArray(),
        Operation = operation,
        After = Moment("-After", after),
        Before = Moment("-Before", before),
    };

    /// <summary>An age.</summary>
    /// <exception cref="BatchException"><c>BadTime</c>.</exception>
    internal static TimeSpan Age(string parameter, string text) =>
        RunTime.Age(text) ?? throw BatchException.Invalid("BadTime", $"{parameter} is '{text}'; it takes {RunTime.Ages}, or a TimeSpan.", text);

    private static DateTimeOffset? Moment(string parameter, string? text) => text is null ? null
        : RunTime.Moment(text, DateTimeOffset.UtcNow)
            ?? throw BatchException.Invalid("BadTime", $"{parameter} is '{text}'; it takes {RunTime.Moments}.", text);
}

/// <summary>Makes dates the text that keeps all of them: PowerShell's own would lose the fractions of a second, and what they are relative to.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DateAsTextAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        DateTime time => (time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Local) : time).ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => inputData,
    };
}
