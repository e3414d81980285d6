using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Runs whose items are posted by a front end.</summary>
public sealed class PipedInputTests : IDisposable
{
    private static readonly OperationSpec Script = new() { Name = OperationSpec.ScriptBlock, Script = "{ $_ }" };

    private readonly Some _some = new();
    private readonly List<string> _ran = [];

    public void Dispose() => _some.Dispose();

    [Fact]
    public void EndInput_NotComplete_SaysSoAndTheSamePipelineFinishesIt()
    {
        BatchEngine engine = _some.Engine(Operation());
        RunSummary first = Post(engine.Start(Define(engine), Operation()), Texts("a", "b"), complete: false);
        Assert.Equal((RunState.Completed, true, 2), (first.State, first.InputIncomplete, first.Succeeded));

        RunSummary ended = Post(Resume(engine, first, takesInput: true), Texts("a", "b", "c"), complete: true);

        Assert.Equal((RunState.Completed, false, 3), (ended.State, ended.InputIncomplete, ended.Succeeded));
        Assert.Equal(["a", "b", "c"], _ran.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Resume_KilledAfterItsInput_KnowsWhetherThatHadEnded(bool complete)
    {
        BatchEngine engine = _some.Engine(Operation());
        RunSummary first = Post(engine.Start(Define(engine), Operation()), Texts("a", "b"), complete);

        // What a kill before the end leaves: everything but the record of the end and its sync.
        string[] lines = File.ReadAllLines(first.JournalPath);
        File.WriteAllLines(first.JournalPath, lines.Take(Array.FindIndex(lines, line => line.Contains("\"t\":\"e\"", StringComparison.Ordinal))));

        using BatchExecution resumed = Resume(engine, first, takesInput: false);
        (RunSummary ended, _) = Some.Drain(resumed);

        Assert.Equal((RunState.Completed, !complete, 2), (ended.State, ended.InputIncomplete, ended.Succeeded));
    }

    [Fact]
    public void Resume_AllRecordsOfAnItemAreDamaged_TheSamePipelinePutsItInItsPlace()
    {
        BatchEngine engine = _some.Engine(Operation());
        RunSummary first = Post(engine.Start(Define(engine), Operation()), Texts("a", "lost", "c"), complete: false);
        File.WriteAllText(first.JournalPath, File.ReadAllText(first.JournalPath).Replace("\"lost\"", "\"list\"", StringComparison.Ordinal));

        RunSummary ended = Post(Resume(engine, first, takesInput: true), Texts("a", "lost", "c"), complete: true);

        Assert.Equal((RunState.Completed, 3, 3, 0), (ended.State, ended.Total, ended.Succeeded, ended.NotRun));
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Resume_EqualKeys_AreToldApartByTheirOccurrence()
    {
        BatchEngine engine = _some.Engine(Operation());
        RunSummary first = Post(engine.Start(Define(engine), Operation()), Texts("x", "x"), complete: false);

        RunSummary ended = Post(Resume(engine, first, takesInput: true), Texts("x", "x", "x"), complete: true);

        Assert.Equal((3, 3), (ended.Total, ended.Succeeded));
        Assert.Equal(3, _ran.Count);
    }

    [Fact]
    public void Resume_ObjectsWithoutKeys_AreKnownByTheirPosition()
    {
        BatchEngine engine = _some.Engine(Operation());
        BatchInput[] all = [.. Enumerable.Range(0, 3).Select(number => BatchInput.Object(new Version(1, number), key: null, serialized: null))];
        RunSummary first = Post(engine.Start(Define(engine), Operation()), all[..2], complete: false);

        RunSummary ended = Post(Resume(engine, first, takesInput: true), all, complete: true);

        Assert.Equal((3, 3), (ended.Total, ended.Succeeded));
        Assert.Equal(["1.0", "1.1", "1.2"], _ran.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Resume_ThePipelineEndsBeforeTheFeed_StillRunsWhatWasLeft()
    {
        BatchEngine engine = _some.Engine(Operation());
        RunSummary stopped = Stopped(engine, [.. Enumerable.Range(0, 3000).Select(number => Text($"{number}"))]);
        Assert.True(stopped.NotRun > 0);

        BatchExecution execution = Resume(engine, stopped, takesInput: true);
        execution.EndInput(complete: true);
        (RunSummary ended, _) = Some.Drain(execution);
        execution.Dispose();

        Assert.Equal((RunState.Completed, stopped.Total, 0), (ended.State, ended.Succeeded, ended.NotRun));
        Assert.Equal(stopped.Total, _ran.Distinct().Count());
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Resume_ObjectsThatCouldNotBeKept_AreAskedForAndTakenFromThePipeline()
    {
        BatchEngine engine = _some.Engine(Operation());
        BatchInput[] all = [.. Enumerable.Range(0, 2000).Select(number => BatchInput.Object($"{number}", $"{number}", serialized: null))];
        RunSummary stopped = Stopped(engine, all);

        BatchExecution alone = Resume(engine, stopped, takesInput: false);
        (RunSummary still, _) = Some.Drain(alone);
        var notices = new List<string>();
        while (alone.TryTakeNotice(out RunNotice? notice))
        {
            notices.Add(notice.Message);
        }

        Assert.Contains($"{stopped.NotRun} items are piped objects that could not be kept; give the run the same pipeline again to finish them.", notices);
        Assert.Equal((RunState.Stopped, stopped.NotRun), (still.State, still.NotRun));

        RunSummary ended = Post(Resume(engine, still, takesInput: true), all, complete: true);
        Assert.Equal((2000, 2000), (ended.Total, ended.Succeeded));
        Assert.Equal(2000, _ran.Distinct().Count());
        Assert.Equal(2000, _ran.Count);
    }

    [Fact]
    public void Resume_TheFeedRunsOutOfMemory_WaitsForWhatIsInFlight()
    {
        BatchEngine engine = _some.Engine(Operation());
        RunSummary stopped = Stopped(engine, [.. Enumerable.Range(0, 3000).Select(number => Text($"{number}"))]);
        using var began = new ManualResetEventSlim();
        BatchExecution? execution = null;
        using var made = new ManualResetEventSlim();
        var operation = new TestProcessor(item =>
        {
            made.Wait();
            began.Set();
            SpinWait.SpinUntil(() => execution!.IsStopping, TimeSpan.FromSeconds(30));
            return OperationOutcome.Succeeded();
        });
        bool isFirst = true;
        execution = engine.Resume(new ResumeRequest
        {
            JournalPath = stopped.JournalPath,
            Script = operation,
            Restore = kept =>
            {
                if (!isFirst)
                {
                    began.Wait();
                    throw new InsufficientMemoryException("None left.");
                }

                isFirst = false;
                return kept.Text;
            },
        });
        made.Set();
        (RunSummary faulted, List<BatchResult> results) = Some.Drain(execution);
        execution.Dispose();

        Assert.Equal((RunState.Faulted, "OutOfMemory"), (faulted.State, faulted.Error!.Code));
        Assert.Equal(ItemStatus.Succeeded, Assert.Single(results).Status);
        Assert.Equal(stopped.Succeeded + 1, faulted.Succeeded);
        Some.AssertAddsUp(faulted);
    }

    [Fact]
    public void Resume_AKeptObjectCannotBeMadeAgain_FailsThatItemOrTakesItFromTheInput()
    {
        BatchEngine engine = _some.Engine(Operation());
        RunSummary stopped = Stopped(engine, Texts("a", "b", "c"));
        RunSummary Again(bool takesInput)
        {
            _ran.Clear();
            BatchExecution execution = engine.Resume(new ResumeRequest
            {
                JournalPath = stopped.JournalPath,
                Script = Operation(),
                Mode = ResumeMode.FailedAndRest,
                TakesInput = takesInput,
                Restore = kept => kept.Text == "c" ? throw new FormatException("The type T is not in this session.") : kept.Text,
            });
            return takesInput ? Post(execution, Texts("a", "b", "c"), complete: true) : Some.Drain(execution).Summary;
        }

        RunSummary failed = Again(takesInput: false);

        Assert.Equal((RunState.Completed, 1, 2), (failed.State, failed.Failed, failed.Succeeded));
        Assert.DoesNotContain("c", _ran);
        ItemError error = BatchEngine.Results(failed).Single(result => result.Name == "c").Error!;
        Assert.Equal(
            ("ValueNotRestored", ErrorCategory.Environment,
                "The object of 'c' that the journal keeps cannot be made again: The type T is not in this session. Load what it needs and resume the failed items, or give the run the same pipeline again."),
            (error.Code, error.Category, error.Message));
        Some.AssertAddsUp(failed);

        RunSummary ended = Again(takesInput: true);

        Assert.Equal((RunState.Completed, 3), (ended.State, ended.Succeeded));
        Assert.Equal(["c"], _ran);
    }

    [Fact]
    public void TryPost_MoreThanMaxBatchSize_EndsTheIntake()
    {
        _some.Parameters["-MaxItem"] = "2";
        BatchEngine engine = _some.Engine(Operation());

        BatchExecution execution = engine.Start(Define(engine), Operation());
        RunSummary summary = Post(execution, Texts("a", "b", "c"), complete: true);

        Assert.Equal((2, true), (summary.Total, summary.InputIncomplete));
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.Equal("The run takes 2 items (max_batch_size); further input was not read.", notice.Message);
    }

    [Fact]
    public void TryPost_ExactlyMaxBatchSize_IsComplete()
    {
        _some.Parameters["-MaxItem"] = "2";
        BatchEngine engine = _some.Engine(Operation());

        RunSummary summary = Post(engine.Start(Define(engine), Operation()), Texts("a", "b"), complete: true);

        Assert.Equal((2, false), (summary.Total, summary.InputIncomplete));
    }

    [Fact]
    public void TryPost_AFileOutsideTheRoot_FailsThatItemAndNothingLeavesTheDestination()
    {
        string outside = _some.Folder.Write("secret.txt", "s");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        BatchDefinition definition = engine.Define(_some.Request(request => request with { Selection = null, FirstFile = outside }), out _);

        RunSummary summary = Post(
            engine.Start(definition),
            [BatchInput.File(outside), BatchInput.File(Path.Combine(_some.Root, "..", "secret.txt"))], complete: true);

        Assert.Equal((2L, 2L), (summary.Failed, summary.ErrorsByCode["OutsideRoot"]));
        Assert.Empty(Directory.GetFileSystemEntries(_some.Destination));
    }

    private BatchDefinition Define(BatchEngine engine) =>
        engine.Define(_some.Request(request => request with { Processor = null, Script = Script, Selection = null, Root = null, Destination = null }), out _);

    private TestProcessor Operation() => new(item =>
    {
        lock (_ran)
        {
            _ran.Add($"{item.Value}");
        }

        return OperationOutcome.Succeeded();
    });

    private BatchExecution Resume(BatchEngine engine, RunSummary run, bool takesInput) => engine.Resume(new ResumeRequest
    {
        JournalPath = run.JournalPath, Script = Operation(), TakesInput = takesInput, Restore = kept => kept.Text,
    });

    private static BatchInput[] Texts(params string[] texts) => [.. texts.Select(Text)];

    private static BatchInput Text(string text) => BatchInput.Object(text, text, new SerializedValue(text, "text"));

    /// <summary>Posts inputs as a front end does: without waiting, taking results meanwhile.</summary>
    private static RunSummary Post(BatchExecution execution, BatchInput[] inputs, bool complete)
    {
        using (execution)
        {
            foreach (BatchInput input in inputs)
            {
                while (!execution.TryPost(input) && !execution.IsInputClosed)
                {
                    execution.WaitForRoomOrResult(TimeSpan.FromSeconds(1));
                    while (execution.TryTake(out _))
                    {
                    }
                }
            }

            execution.EndInput(complete);
            return Some.Drain(execution).Summary;
        }
    }

    /// <summary>A run of which the first item holds until as many as fit have been read, and that is stopped then.</summary>
    private RunSummary Stopped(BatchEngine engine, BatchInput[] inputs)
    {
        _some.Parameters["-ThrottleLimit"] = "1";
        using var read = new ManualResetEventSlim();
        var held = new TestProcessor(item =>
        {
            read.Wait();
            lock (_ran)
            {
                _ran.Add($"{item.Value}");
            }

            return OperationOutcome.Succeeded();
        });
        using BatchExecution execution = engine.Start(Define(engine), held);
        _ = inputs.TakeWhile(input => execution.TryPost(input)).Count();
        execution.Stop(TimeSpan.FromHours(1));
        read.Set();
        execution.EndInput(complete: false);
        RunSummary summary = Some.Drain(execution).Summary;
        Some.AssertAddsUp(summary);
        return summary;
    }
}
