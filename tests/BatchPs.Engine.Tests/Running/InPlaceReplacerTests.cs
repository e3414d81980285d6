using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class InPlaceReplacerTests : IDisposable
{
    private const int MostSteps = 100;

    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Replace_KilledAfterAnyStep_IsDoneExactlyOnceAfterAResume(bool exchanges, bool edited)
    {
        int kills = 0;
        for (int step = 1; step <= MostSteps; step++)
        {
            using var some = new Some();
            string target = some.Folder.Write("in/sub/a.txt", "text");
            var storage = new StepStorage(Path.Combine(some.Root, "sub")) { Exchanges = exchanges, DiesAfter = step };
            storage.BeforeReplacement = edited ? () => File.WriteAllText(target, "edited just now") : null;
            RunSummary dead = Run(some, storage).Summary;
            if (!storage.IsDead)
            {
                Assert.Equal(edited ? "edited just now+" : "text+", File.ReadAllText(target));
                Assert.Equal([target], Directory.GetFiles(some.Root, "*", SearchOption.AllDirectories));
                Assert.InRange(kills, 5, MostSteps);
                return;
            }

            kills++;
            RunSummary ended = Some.Resume(some.Engine(Plus()), dead).Summary;

            Assert.Equal((RunState.Completed, 1), (ended.State, ended.Succeeded));
            string text = File.ReadAllText(target);
            Assert.True(text == (storage.WasEdited ? "edited just now+" : "text+"), $"After step {step} of '{storage.LastStep}' it was '{text}'.");
            Assert.Equal([target], Directory.GetFiles(some.Root, "*", SearchOption.AllDirectories));
        }

        Assert.Fail("The run never ended.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Replace_EditedInTheLastMoment_FailsTheAttemptAndLosesNothing(bool exchanges)
    {
        string target = _some.Folder.Write("in/a.txt", "text");
        var storage = new StepStorage(_some.Root) { Exchanges = exchanges, BeforeReplacement = () => File.WriteAllText(target, "edited just now") };

        (RunSummary summary, List<BatchResult> results) = Run(_some, storage);

        Assert.Equal((1, 2), (summary.Succeeded, results[0].Attempts));
        Assert.Equal(("InputChanged", $"The input '{target}' changed while it was processed."), (results[0].Retried[0].Code, results[0].Retried[0].Message));
        Assert.Equal("edited just now+", File.ReadAllText(target));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Replace_EditedAgainAndAgain_FailsAndLeavesTheLastEdit()
    {
        string target = _some.Folder.Write("in/a.txt", "text");
        int edits = 0;
        var storage = new StepStorage(_some.Root) { EveryTime = true, BeforeReplacement = () => File.WriteAllText(target, $"edit {++edits} of many") };
        _some.Parameters["-MaxRetry"] = "2";

        (RunSummary summary, _) = Run(_some, storage);

        Assert.Equal((1L, 3), (summary.ErrorsByCode["InputChanged"], edits));
        Assert.Equal("edit 3 of many", File.ReadAllText(target));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Replace_TheEditCannotBeGivenBack_StopsTheRunAndAResumePutsItBack()
    {
        string target = _some.Folder.Write("in/a.txt", "text");
        var storage = new StepStorage(_some.Root) { ExchangesLeft = 1, BeforeReplacement = () => File.WriteAllText(target, "edited just now") };

        RunSummary stopped = Run(_some, storage).Summary;

        string kept = Assert.Single(_some.Temps());
        Assert.Equal((RunState.Faulted, "DestinationIoError", 0), (stopped.State, stopped.Error!.Code, stopped.Failed));
        Assert.Equal(
            $"The run stopped: '{target}' was changed while it was replaced, and could not be given back: No more. The changed file is '{kept}'; resume the run to put it back.",
            stopped.Error.Message);
        RunSummary ended = Some.Resume(_some.Engine(Plus()), stopped).Summary;
        Assert.Equal((1, "edited just now+"), (ended.Succeeded, File.ReadAllText(target)));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Release_TheEarlierVersionCannotBeDeleted_WarnsAndAResumeDeletesIt()
    {
        string target = _some.Folder.Write("in/sub/a.txt", "text");
        _some.Folder.Write("in/b.txt", "text");
        var storage = new StepStorage(_some.Root) { KeepsEarlierOf = target };
        BatchEngine engine = new(_some.State, new ProcessorCatalog([Plus()]), null, storage);
        using BatchExecution execution = engine.Start(engine.Define(InPlace(_some), out _));

        (RunSummary summary, List<BatchResult> results) = Some.Drain(execution);

        Assert.Equal((RunState.Completed, 2, 2), (summary.State, summary.Succeeded, results.Count));
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.Equal(
            (NoticeLevel.Warning, $"The earlier version of '{target}' could not be deleted: Not now. A resume of the run deletes it."), (notice.Level, notice.Message));
        Assert.Single(_some.Temps());

        Some.Resume(_some.Engine(Plus()), summary);

        Assert.Empty(_some.Temps());
        Assert.Equal("text+", File.ReadAllText(target));
    }

    [Fact]
    public void Resume_KilledBeforeTheExchangeAndTheInputDeletedSince_LeavesNothing()
    {
        string target = _some.Folder.Write("in/a.txt", "text");
        _some.Folder.Write("in/b.txt", "text");
        var storage = new StepStorage(_some.Root) { BeforeReplacement = null, DiesBeforeExchange = true };
        _some.Parameters["-ThrottleLimit"] = "1";
        RunSummary dead = Run(_some, storage).Summary;
        Assert.Equal("text+", File.ReadAllText(Assert.Single(_some.Temps())));
        File.Delete(target);

        Some.Resume(_some.Engine(Plus()), dead);

        Assert.Equal([_some.Folder["in/b.txt"]], Directory.GetFiles(_some.Root));
    }

    [Fact]
    public void Link_NotPossible_SaysWhyTheFileWasNotReplaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows replaces in one call.");
        string directory = Directory.CreateDirectory(_some.Folder["directory"]).FullName;

        BatchException error = Assert.Throws<BatchException>(() => new LocalStorage().Link(directory, _some.Folder["second"]));

        Assert.Equal(
            ("EarlierVersionNotKept", $"'{directory}' was not replaced, because its earlier version cannot be kept meanwhile: its file system neither exchanges two names nor gives a file a second one."),
            (error.Code, error.Message));
    }

    [Fact]
    public void ReplaceKeeping_TheOtherNameIsTaken_ChangesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the system's call says it.");
        (string from, string to, string kept) = (_some.Folder.Write("from", "new"), _some.Folder.Write("to", "old"), _some.Folder.Write("kept", "other"));

        IOException error = Assert.Throws<IOException>(() => new LocalStorage().ReplaceKeeping(from, to, kept));

        Assert.Equal($"Could not keep the earlier version of '{to}': '{kept}' exists.", error.Message);
        Assert.Equal(("new", "old", "other"), (File.ReadAllText(from), File.ReadAllText(to), File.ReadAllText(kept)));
    }

    private static TestProcessor Plus() => new(item =>
    {
        string text = File.ReadAllText(item.Path!);
        using var writer = new StreamWriter(item.CreateOutput());
        writer.Write(text + "+");
        return OperationOutcome.Succeeded();
    });

    private static BatchRequest InPlace(Some some) => some.Request(request => request with { InPlace = true, Destination = null });

    private static (RunSummary Summary, List<BatchResult> Results) Run(Some some, LocalStorage storage)
    {
        BatchEngine engine = new(some.State, new ProcessorCatalog([Plus()]), null, storage);
        using BatchExecution execution = engine.Start(engine.Define(InPlace(some), out _));
        return Some.Drain(execution);
    }

    /// <summary>Counts the changes to a user's tree. Once dead it changes nothing anywhere, as a killed process does not.</summary>
    private sealed class StepStorage(string tree) : LocalStorage
    {
        private int _steps;
        private int _asked;

        internal int DiesAfter { get; init; } = int.MaxValue;

        internal bool DiesBeforeExchange { get; init; }

        internal bool Exchanges { get; init; } = true;

        internal int ExchangesLeft { get; set; } = int.MaxValue;

        internal string? KeepsEarlierOf { get; init; }

        internal bool EveryTime { get; init; }

        internal Action? BeforeReplacement { get; set; }

        internal bool WasEdited { get; private set; }

        internal bool IsDead { get; private set; }

        internal string LastStep { get; private set; } = "";

        internal override SafeFileHandle CreateNew(string path) => Do("create", path, () => base.CreateNew(path));

        internal override SafeFileHandle OpenOrCreate(string path) => Do("open", path, () => base.OpenOrCreate(path));

        internal override void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
        {
            byte[] copy = bytes.ToArray();
            Do("write", path, () => base.Write(file, path, copy, offset));
        }

        internal override void SyncData(SafeFileHandle file, string path) => Do("sync", path, () => base.SyncData(file, path));

        internal override void MakePrivate(string path) => Do("hide", path, () => base.MakePrivate(path));

        internal override void CopyRights(string from, string to) => Do("rights", to, () => base.CopyRights(from, to));

        internal override bool TryPlace(string from, string to) => Do("place", to, () => base.TryPlace(from, to));

        internal override void Link(string path, string second)
        {
            Edit();
            Do("link", path, () => base.Link(path, second));
        }

        internal override bool TryExchange(string one, string other)
        {
            if (DiesBeforeExchange)
            {
                IsDead = true;
            }

            if (!Exchanges)
            {
                return false;
            }

            if (--ExchangesLeft < 0)
            {
                throw new IOException("No more.", 5);
            }

            Edit();
            return Do("exchange", other, () => base.TryExchange(one, other));
        }

        internal override void Replace(string from, string to) => Do("replace", to, () => base.Replace(from, to));

        internal override void Delete(string path)
        {
            if (KeepsEarlierOf is { } target && path.EndsWith(".old", StringComparison.Ordinal) && Path.GetDirectoryName(path) == Path.GetDirectoryName(target))
            {
                throw new IOException("Not now.");
            }

            Do("delete", path, () => base.Delete(path));
        }

        // With an edit every time, each second exchange is the one that gives back.
        private void Edit()
        {
            if (IsDead || BeforeReplacement is not { } edit || (EveryTime && ++_asked % 2 == 0))
            {
                return;
            }

            BeforeReplacement = EveryTime ? edit : null;
            edit();
            WasEdited = true;
        }

        private void Do(string step, string path, Action change) => Do(step, path, () =>
        {
            change();
            return true;
        });

        private T Do<T>(string step, string path, Func<T> change)
        {
            if (IsDead)
            {
                throw new IOException("Killed.", 5);
            }

            T result = change();
            if (path.StartsWith(tree, StringComparison.Ordinal))
            {
                LastStep = step;
                IsDead = ++_steps >= DiesAfter;
            }

            return result;
        }
    }
}
