using BatchPs.Engine.Processors;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Assemblies;

public sealed class ProcessorAssemblyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Upper => _folder["Upper.dll"];

    [Fact]
    public void ProcessorsOf_AnAssembly_HasItsPublicProcessorsOnly()
    {
        BuiltAssembly.Write(Upper, "1.0", ("Upper", typeof(SampleProcessor)), ("Lower", typeof(SampleProcessor)), ("Other", null));

        ProcessorCatalog found = Load(Upper);

        Assert.Equal(["Lower", "Upper"], found.All.Select(info => info.Name));
        Assert.Equal("Upper", found["upper"].Info.Name);
    }

    [Fact]
    public void ProcessorsOf_TheSameContentAgain_IsLoadedOnceAndAnotherContentAnew()
    {
        BuiltAssembly.Write(Upper, "1.0", ("Upper", typeof(SampleProcessor)));
        IProcessor first = Load(Upper)["Upper"];

        IProcessor again = Load(Upper)["Upper"];
        BuiltAssembly.Write(Upper, "1.1", ("Upper", typeof(SampleProcessor)));
        IProcessor rebuilt = Load(Upper)["Upper"];

        Assert.Same(first, again);
        Assert.NotEqual(first.GetType(), rebuilt.GetType());
    }

    [Fact]
    public void ProcessorsOf_APackageBesideIt_IsFoundThere()
    {
        BuiltAssembly.WriteWithPackage(Upper, _folder["Package.dll"]);

        Assert.Equal("Upper", Assert.Single(Load(Upper).All).Name);
    }

    [Fact]
    public void ProcessorsOf_AnotherEngineBesideIt_TakesTheRunningOne()
    {
        BuiltAssembly.Write(Upper, "1.0", ("Upper", typeof(SampleProcessor)));
        BuiltAssembly.Write(_folder["BatchPs.Engine.dll"], "9.0");

        Assert.Equal("Upper", Assert.Single(Load(Upper).All).Name);
    }

    [Fact]
    public void ProcessorsOf_WhatCannotBeUsed_SaysWhy()
    {
        _folder.Write("text.dll", "no assembly");
        Directory.CreateDirectory(_folder["folder.dll"]);
        string native = OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "kernel32.dll") : "/bin/sh";

        AssertRefused("AssemblyNotFound", _folder["no.dll"], $"There is no file '{_folder["no.dll"]}'; expected a .NET assembly with a processor.");
        AssertRefused("AssemblyNotFound", _folder["folder.dll"], $"There is no file '{_folder["folder.dll"]}'; expected a .NET assembly with a processor.");
        AssertRefused("NotAnAssembly", _folder["text.dll"], $"'{_folder["text.dll"]}' is no .NET assembly; expected a class library with a processor.");
        AssertRefused("NotAnAssembly", native, $"'{native}' is no .NET assembly; expected a class library with a processor.");
    }

    [Fact]
    public void ProcessorsOf_NoProcessorInIt_NamesInterfaceAndEngine() => AssertRefused(
        "NoProcessorInAssembly", BuiltAssembly.Write(Upper, "1.0", ("Other", null)),
        $"'{Upper}' has no public class that implements BatchPs.Engine.Processors.IProcessor of BatchPs.Engine {typeof(IProcessor).Assembly.GetName().Version}; it does not refer to BatchPs.Engine.");

    [Fact]
    public void ProcessorsOf_ConstructorThrows_IsRefusedWithItsMessage() => AssertRefused(
        "ProcessorNotMade", BuiltAssembly.Write(Upper, "1.0", ("Upper", typeof(ThrowingProcessor))),
        $"The processor Upper of '{Upper}' could not be made: InvalidOperationException: no licence.");

    [Fact]
    public void ProcessorsOf_NoNameOrNoConstructor_IsRefused()
    {
        AssertRefused(
            "ProcessorNotMade", BuiltAssembly.Write(Upper, "1.0", ("Upper", typeof(NamelessProcessor))),
            $"The processor Upper of '{Upper}' could not be made: it has no name: Info or its Name is empty.");
        string tests = typeof(TestProcessor).Assembly.Location;
        AssertRefused(
            "ProcessorNotMade", tests, $"The processor {typeof(TestProcessor)} of '{tests}' could not be made: it has no public constructor without parameters.",
            startsWith: "The processor ");
    }

    [Fact]
    public void ProcessorsOf_ANameTwice_IsRefused()
    {
        AssertRefused(
            "ProcessorNameTaken", BuiltAssembly.Write(Upper, "1.0", ("One", typeof(SameNameProcessor)), ("Two", typeof(SameNameProcessor))),
            $"Two processors of '{Upper}' are called 'Same': One and Two. Expected a name each.");
        string builtIn = BuiltAssembly.Write(_folder["Other.dll"], "1.0", ("srt", typeof(SampleProcessor)));
        AssertRefused("ProcessorNameTaken", builtIn, $"The processor 'srt' of '{builtIn}' has the name of a built-in one. Expected another name.");
    }

    [Fact]
    public void ProcessorsOf_BuiltForAnotherEngine_NamesWhatIsMissing()
    {
        BuiltAssembly.WriteMismatched(Upper);

        BatchException refused = Assert.Throws<BatchException>(() => Load(Upper));

        Assert.Equal("EngineMismatch", refused.Code);
        Assert.StartsWith($"'{Upper}' was built for another engine than BatchPs.Engine ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("get_Attempz", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProcessorsOf_APackageIsMissing_NamesIt()
    {
        BuiltAssembly.WriteWithPackage(Upper, _folder["Package.dll"]);
        File.Delete(_folder["Package.dll"]);

        BatchException refused = Assert.Throws<BatchException>(() => Load(Upper));

        Assert.Equal("AssemblyIncomplete", refused.Code);
        Assert.Contains("'Package, Version=1.0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhatAnothersCodeThrows_IsAnError()
    {
        ProcessorCatalog found = Load(BuiltAssembly.Write(Upper, "1.0", ("Upper", typeof(UnopenedProcessor))));

        BatchException refused = Assert.Throws<BatchException>(() => found.Open("Upper", new Dictionary<string, string>()));

        Assert.Equal(("ProcessorNotOpened", $"Processor 'Upper' of '{Upper}' could not be opened: FormatException: no number"), (refused.Code, refused.Message));
    }

    private ProcessorCatalog Load(string path) => new BatchEngine(_folder["state"]).ProcessorsOf(path);

    private void AssertRefused(string code, string path, string message, string? startsWith = null)
    {
        BatchException refused = Assert.Throws<BatchException>(() => Load(path));
        Assert.Equal((code, startsWith is null ? message : startsWith), (refused.Code, startsWith is null ? refused.Message : refused.Message[..startsWith.Length]));
    }
}
