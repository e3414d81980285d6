using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class FillerWordsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("batchps-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Parse_List_TakesEachOnce() =>
        Assert.Equal(["you know", "um", "uh"], FillerWords.Parse("um, uh,, you   know ,UM")!.Phrases);

    [Fact]
    public void Parse_File_TakesEachLine()
    {
        File.WriteAllText(Path.Combine(_folder, "f.txt"), "\uFEFFum\r\n\r\n  you know, right \n");

        Assert.Equal(["you know, right", "um"], FillerWords.Parse("@" + Path.Combine(_folder, "f.txt"))!.Phrases);
    }

    [Fact]
    public void Parse_Nothing_IsNull() => Assert.Null(FillerWords.Parse(""));

    [Theory]
    [InlineData("um,...", "Option 'FillerWords' of processor 'Srt' has the word '...'; expected words with letters.")]
    [InlineData(" , ", "Option 'FillerWords' of processor 'Srt' has the value ' , '; expected words separated by commas, or @ and the path of a file.")]
    public void Parse_NoWord_IsRefused(string value, string message) => AssertBad(message, value);

    [Fact]
    public void Parse_BadFile_IsRefusedByName()
    {
        var path = Path.Combine(_folder, "f.txt");
        Assert.StartsWith($"File '{path}' of option 'FillerWords' cannot be read as UTF-8 text: ", Bad("@" + path).Message);
        Assert.StartsWith("File '' of option 'FillerWords' cannot be read as UTF-8 text: ", Bad("@").Message);
        File.WriteAllText(path, "\n \n");
        AssertBad($"File '{path}' of option 'FillerWords' has no words; expected one on each line.", "@" + path);
        File.WriteAllText(path, "um\n--\n");
        AssertBad($"Line 2 of '{path}' is '--'; expected a word or phrase with letters.", "@" + path);
        File.WriteAllBytes(path, [0x75, 0x6D, 0xE9]);
        Assert.StartsWith($"File '{path}' of option 'FillerWords' cannot be read as UTF-8 text: ", Bad("@" + path).Message);
    }

    [Fact]
    public void Open_RuleWithoutWords_IsRefused()
    {
        var error = Assert.Throws<BatchException>(() => new SrtProcessor().Open(new Dictionary<string, string> { ["Rules"] = "F01" }));

        Assert.Equal("BadOptionValue", error.Code);
        Assert.Equal("Option 'Rules' of processor 'Srt' has F01, which takes out the words of option 'FillerWords'; that one is empty.", error.Message);
    }

    private static void AssertBad(string message, string value)
    {
        var error = Bad(value);

        Assert.Equal(("BadFillerWords", message, "FillerWords"), (error.Code, error.Message, error.Target));
    }

    private static BatchException Bad(string value) => Assert.Throws<BatchException>(() => FillerWords.Parse(value));
}
