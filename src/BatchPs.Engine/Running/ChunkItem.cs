using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>One item of a chunk that runs in one call, and how far it is.</summary>
internal sealed class ChunkItem(in QueuedItem queued, ItemContext context)
{
    internal BatchItem Item { get; } = queued.Item;

    internal long Position { get; } = queued.Position;

    internal ItemContext Context => context;

    internal PlanDecision Decision { get; private set; }

    /// <summary>The input's stamp at the last attempt.</summary>
    internal FileStamp? Stamp { get; private set; }

    /// <summary>Errors of the attempts that were followed by another.</summary>
    internal List<ItemError> Retried { get; private set; } = [];

    /// <summary>The error of the last attempt, for which another follows.</summary>
    internal ItemError? Error { get; set; }

    internal TimeSpan Duration { get; set; }

    /// <summary>What is known of the attempt while it is not over.</summary>
    internal AttemptStart Attempt { get; private set; }

    /// <summary>Whether the item is recorded.</summary>
    internal bool IsFinished { get; set; }

    /// <summary>The result, recorded and not handed on yet.</summary>
    internal BatchResult? Unposted { get; set; }

    /// <summary>Begins at the decision, also again.</summary>
    internal void Restart(in PlanDecision decision)
    {
        Decision = decision;
        Stamp = decision.Stamp;
        Retried = [];
        Duration = TimeSpan.Zero;
    }

    internal void Begin(RunParts run, int attempt, int together, bool hasWaited, CancellationToken cancellation)
    {
        if ((attempt > 1 || hasWaited) && Item.Path is not null)
        {
            Stamp = run.Storage.Stat(Item.Path) ?? Stamp;
        }

        context.Begin(Item, Stamp?.Length ?? 0, attempt, cancellation);
        Attempt = new AttemptStart
        {
            Item = Item, Started = run.Time.GetTimestamp(), Number = attempt, Together = together, Reason = Decision.Reason, Retried = Retried, Stamp = Stamp,
        };
    }

    /// <summary>Discards an output while another fault unwinds.</summary>
    /// <param name="isLeft">Whether the attempt was left behind.</param>
    internal void Abandon(bool isLeft)
    {
        try
        {
            if (isLeft)
            {
                context.EndLeft();
            }
            else
            {
                context.End();
            }
        }
        catch (EnvironmentFaultException)
        {
            // The one that unwinds stops the run; a resume deletes the output.
        }
    }
}
