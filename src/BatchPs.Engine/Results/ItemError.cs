using System.Text.Json.Serialization;

namespace BatchPs.Engine.Results;

/// <summary>Why an item failed, and where.</summary>
/// <param name="Code">Stable PascalCase code of the message template.</param>
/// <param name="Category">Broad kind.</param>
/// <param name="Message">One sentence for the person running it: what failed, what was found, what was expected.</param>
/// <param name="File">The file the error is in; null when it is not in a file.</param>
/// <param name="Line">Line from 1; 0 when unknown.</param>
/// <param name="Column">Column from 1, in characters; 0 when unknown.</param>
public sealed record ItemError(
    string Code, ErrorCategory Category, string Message, string? File = null, long Line = 0, int Column = 0)
{
    /// <summary>The error as the front end met it, with what only it understands, while its session lives; null in recorded results.</summary>
    [JsonIgnore]
    public object? Origin { get; init; }

    /// <summary><c>file:line:column: message</c>, as compilers print it.</summary>
    public override string ToString() => File is null ? $"{Code}: {Message}"
        : Line == 0 ? $"{File}: {Code}: {Message}"
        : $"{File}:{Line}:{Column}: {Code}: {Message}";
}
