namespace BatchPs.Engine.Running.Steering;

/// <summary>Says by the machine's load how many workers may begin items. When even one is too many none may for 2 s, then one for a second:
/// a machine that others keep busy must not keep the run from its end.</summary>
/// <param name="reader">Reads the load.</param>
/// <param name="notify">Told when items are held back.</param>
internal sealed class LoadWatch(ILoadReader reader, Action<RunNotice> notify)
{
    // Below the limit by so many percent workers are given back: at the limit itself they would come and go.
    private const int Margin = 5;

    private const int HeldSamples = 4;
    private const int FreeSamples = 2;

    private readonly WorkerAllowance _allowance = new();
    private double? _processors;
    private int _heldFor;
    private bool _saysNothing;

    /// <summary>Workers that may begin items, perhaps 0; <see cref="int.MaxValue"/> while the load is no reason for fewer.</summary>
    internal int Allowed => _allowance.Count;

    /// <summary>Looks at the machine. Called twice a second by one thread.</summary>
    /// <param name="limit">Percent of the processors and of the memory that may be in use; 0 for no limit.</param>
    /// <param name="wanted">Workers there are without a limit.</param>
    internal void Sample(int limit, int wanted)
    {
        if (limit == 0)
        {
            _allowance.End();
            _processors = null;
            return;
        }

        if (reader.Read() is not { } load)
        {
            TellUnreadable();
            _allowance.End();
            return;
        }

        _processors = load.Processors is { } now ? ((_processors ?? now) + now) / 2 : _processors;
        double used = Math.Max(_processors ?? 0, load.Memory ?? 0);
        if (used > limit)
        {
            Fewer(limit, wanted, used, _processors >= used ? "processors are" : "memory is");
        }
        else
        {
            _heldFor = 0;
            if (used < limit - Margin || Allowed == 0)
            {
                _allowance.GiveBack(wanted);
            }
        }
    }

    private void Fewer(int limit, int wanted, double used, string what)
    {
        if (!_allowance.IsLimited)
        {
            notify(new RunNotice(NoticeLevel.Verbose, System.FormattableString.Invariant(
                $"The machine's {what} in use by {used:0} %, the limit is {limit} %; items are held back until that falls.")));
        }

        if (Allowed <= 1 || wanted == 1)
        {
            _allowance.Hold(all: _heldFor++ % (HeldSamples + FreeSamples) < HeldSamples);
        }
        else
        {
            _allowance.TakeAway(wanted, divisor: 8);
        }
    }

    private void TellUnreadable()
    {
        if (!_saysNothing)
        {
            _saysNothing = true;
            notify(new RunNotice(NoticeLevel.Warning, "The load of this machine cannot be read, so max_load has no effect."));
        }
    }
}
