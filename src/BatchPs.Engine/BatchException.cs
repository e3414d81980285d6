using BatchPs.Engine.Results;

namespace BatchPs.Engine;

/// <summary>What the caller of the engine did wrong, or what stops a whole run: never the failure of one item.</summary>
/// <remarks>Each message template has one stable code; front ends show it as error id, JSON <c>code</c> or problem type.</remarks>
public sealed class BatchException : Exception
{
    /// <summary>Makes an error with its stable code and category.</summary>
    public BatchException(string code, ErrorCategory category, string message, object? target = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Category = category;
        Target = target;
    }

    /// <summary>Stable PascalCase code of the message template, for example <c>UnknownOption</c>.</summary>
    public string Code { get; }

    /// <summary>The field's category of the error.</summary>
    public ErrorCategory Category { get; }

    /// <summary>The thing the message names: a path, an option, a run id.</summary>
    public object? Target { get; }

    /// <summary>An invalid argument, option, definition or configuration value.</summary>
    public static BatchException Invalid(string code, string message, object? target = null) =>
        new(code, ErrorCategory.Validation, message, target);
}
