using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Turns an exception that left an operation into the item's error.</summary>
internal static class ErrorMapping
{
    internal static ItemError Of(Exception error, string? path) => error switch
    {
        BatchException batch => new ItemError(batch.Code, batch.Category, batch.Message, path),
        FileNotFoundException or DirectoryNotFoundException => new ItemError("InputNotFound", ErrorCategory.Io, error.Message, path),
        UnauthorizedAccessException => new ItemError("AccessDenied", ErrorCategory.Access, error.Message, path),
        IOException => new ItemError("IoError", ErrorCategory.Io, error.Message, path),
        OutOfMemoryException => new ItemError("OutOfMemory", ErrorCategory.Environment, $"There was not enough memory for the item: {error.Message}", path),
        _ => new ItemError(
            "UnexpectedError", ErrorCategory.Internal,
            $"The operation ended with an error it should have handled: {error.GetType().Name}: {error.Message}", path),
    };
}
