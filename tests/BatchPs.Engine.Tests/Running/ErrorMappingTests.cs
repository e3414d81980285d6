using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class ErrorMappingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_TheInputIsGone_SaysSo()
    {
        string path = _folder["a/b.txt"];

        Assert.Equal(
            new ItemError("InputNotFound", ErrorCategory.Io, "m", path), ErrorMapping.Of(new DirectoryNotFoundException("m"), path));
    }

    [Fact]
    public void Of_SomethingElseIsGone_DoesNotBlameTheInput()
    {
        string path = _folder.Write("a.txt");

        Assert.Equal("PathNotFound", ErrorMapping.Of(new DirectoryNotFoundException("m"), path).Code);
        Assert.Equal("PathNotFound", ErrorMapping.Of(new FileNotFoundException("m"), null).Code);
    }

    public static TheoryData<Exception, string, ErrorCategory> OutputErrors => new()
    {
        { new UnauthorizedAccessException("m"), "OutputDenied", ErrorCategory.Access },
        { new IOException("m", 13), "OutputDenied", ErrorCategory.Access },
        { new IOException("m", 1), "OutputDenied", ErrorCategory.Access },
        { new IOException("m", 2), "OutputNotFound", ErrorCategory.Io },
        { new DirectoryNotFoundException("m"), "OutputNotFound", ErrorCategory.Io },
        { new IOException("m", 20), "IoError", ErrorCategory.Io },
    };

    [Theory]
    [MemberData(nameof(OutputErrors))]
    public void OfOutput_AnError_NamesTheOutput(Exception error, string code, ErrorCategory category) =>
        Assert.Equal(new ItemError(code, category, "The output '/out/a' could not be written: m", "/out/a"), ErrorMapping.OfOutput(error, "/out/a"));
}
