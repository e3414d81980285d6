using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using Polly;
using Polly.Retry;

namespace BatchPs.Engine.Running;

/// <summary>Which failures are tried again, and when: exponential back-off with a cap, optionally varied.</summary>
internal sealed class RetryPolicy
{
    private const double JitterShare = 0.25;

    private static readonly ResiliencePropertyKey<Action<RetryNotice>> NoticeKey = new("notice");

    private readonly RunSettings _settings;
    private readonly HashSet<string> _wanted;
    private readonly ResiliencePipeline<AttemptOutcome>? _pipeline;

    internal RetryPolicy(BatchDefinition definition, TimeProvider time)
    {
        RunSettings settings = definition.Settings;
        _settings = settings;
        _wanted = new HashSet<string>(definition.RetryOn, StringComparer.OrdinalIgnoreCase);
        if (settings.MaxRetries == 0)
        {
            return;
        }

        _pipeline = new ResiliencePipelineBuilder<AttemptOutcome> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<AttemptOutcome>
            {
                MaxRetryAttempts = settings.MaxRetries,
                ShouldHandle = arguments => ValueTask.FromResult(IsRetried(arguments.Outcome.Result.Error, _wanted)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(DelayAfter(arguments.AttemptNumber + 1)),
                OnRetry = arguments =>
                {
                    if (arguments.Context.Properties.TryGetValue(NoticeKey, out Action<RetryNotice>? notice))
                    {
                        notice(new RetryNotice(arguments.AttemptNumber + 1, arguments.Outcome.Result.Error!, arguments.RetryDelay));
                    }

                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>The wait before a retry: delay · backoff^attempt, at most the longest wait, varied by up to a quarter.</summary>
    /// <param name="settings">Delay, factor and longest wait.</param>
    /// <param name="attempt">Failed attempts before, from 0.</param>
    /// <param name="random">0 to 1; 0.5 leaves the wait as computed.</param>
    internal static TimeSpan Delay(RunSettings settings, int attempt, double random)
    {
        double computed = settings.RetryDelay * Math.Pow(settings.RetryBackoff, attempt);
        double varied = computed * (1 + (JitterShare * ((2 * random) - 1)));
        return TimeSpan.FromSeconds(Math.Min(varied, settings.MaxRetryDelay));
    }

    /// <summary>Whether an error is tried again: one that was named, or, where none is, one that may pass by itself.</summary>
    internal static bool IsRetried(ItemError? error, IReadOnlySet<string> wanted) =>
        error is not null
        && (wanted.Count > 0
            ? wanted.Contains(error.Code) || wanted.Contains(error.Category.ToString())
            : error.Category is ErrorCategory.Io or ErrorCategory.Timeout or ErrorCategory.Script
                && error.Code is not ("InputNotFound" or "OutputExists"));

    /// <summary>Whether another attempt follows one that ended so.</summary>
    /// <param name="error">Its error; null when it succeeded.</param>
    /// <param name="attempts">How many there were, that one included.</param>
    internal bool Follows(ItemError? error, int attempts) => attempts <= _settings.MaxRetries && IsRetried(error, _wanted);

    /// <summary>The wait after so many attempts.</summary>
    internal TimeSpan DelayAfter(int attempts) => Delay(_settings, attempts - 1, _settings.RetryJitter ? Random.Shared.NextDouble() : 0.5);

    /// <summary>Runs attempts until one is not retried.</summary>
    internal AttemptOutcome Execute(Func<AttemptOutcome> attempt, Action<RetryNotice> onRetry, CancellationToken cancellation)
    {
        if (_pipeline is null)
        {
            return attempt();
        }

        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(NoticeKey, onRetry);
        try
        {
            return _pipeline.Execute(static (_, run) => run(), context, attempt);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}

/// <summary>An attempt failed and another follows.</summary>
/// <param name="Attempt">The attempt that failed, from 1.</param>
/// <param name="Error">Why.</param>
/// <param name="Delay">The wait before the next.</param>
public sealed record RetryNotice(int Attempt, ItemError Error, TimeSpan Delay)
{
    /// <summary>Index of the item.</summary>
    public long Index { get; init; }

    /// <summary>Identity of the item.</summary>
    public string Name { get; init; } = "";
}
