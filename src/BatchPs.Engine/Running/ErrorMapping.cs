using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Turns an exception that left an operation into the item's error.</summary>
internal static class ErrorMapping
{
    private const int NameTooLongLinux = 36;
    private const int NameTooLongMac = 63;

    /// <param name="error">What left the operation.</param>
    /// <param name="path">The input; null when there is none.</param>
    internal static ItemError Of(Exception error, string? path) => error switch
    {
        BatchException batch => new ItemError(batch.Code, batch.Category, batch.Message, path),
        FileNotFoundException or DirectoryNotFoundException when path is not null && !Path.Exists(path) =>
            new ItemError("InputNotFound", ErrorCategory.Io, error.Message, path),
        FileNotFoundException or DirectoryNotFoundException => new ItemError("PathNotFound", ErrorCategory.Io, error.Message, path),
        UnauthorizedAccessException => new ItemError("AccessDenied", ErrorCategory.Access, error.Message, path),
        IOException when IsNameTooLong(error) => NameTooLong(error.Message, path),
        IOException => new ItemError("IoError", ErrorCategory.Io, error.Message, path),
        OutOfMemoryException => new ItemError("OutOfMemory", ErrorCategory.Environment, $"There was not enough memory for the item: {error.Message}", path),
        _ => new ItemError(
            "UnexpectedError", ErrorCategory.Internal,
            $"The operation ended with an error it should have handled: {error.GetType().Name}: {error.Message}", path),
    };

    /// <summary>The error of an item whose output was refused, by a directory that takes others for example.</summary>
    internal static ItemError OfOutput(Exception error, string output)
    {
        string message = $"The output '{output}' could not be written: {error.Message}";
        return error switch
        {
            UnauthorizedAccessException or IOException { HResult: Posix.Eacces or Posix.Eperm } => new ItemError("OutputDenied", ErrorCategory.Access, message, output),
            FileNotFoundException or DirectoryNotFoundException or IOException { HResult: Posix.Enoent } =>
                new ItemError("OutputNotFound", ErrorCategory.Io, message, output),
            IOException when IsNameTooLong(error) => NameTooLong(message, output),
            IOException => new ItemError("IoError", ErrorCategory.Io, message, output),
            _ => Of(error, output),
        };
    }

    private static bool IsNameTooLong(Exception error) =>
        error is PathTooLongException
        || (OperatingSystem.IsLinux() && error.HResult == NameTooLongLinux)
        || (OperatingSystem.IsMacOS() && error.HResult == NameTooLongMac);

    // No attempt will make it shorter.
    private static ItemError NameTooLong(string message, string? path) => new("NameTooLong", ErrorCategory.Validation, message, path);
}
