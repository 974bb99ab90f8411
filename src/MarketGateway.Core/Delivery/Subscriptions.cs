using System.Diagnostics;
using MarketGateway.Core.Conflation;

namespace MarketGateway.Core.Delivery;

/// <summary>What one client subscribes to. Owned by the client's lane.</summary>
internal sealed class Subscriptions(LaneClient client)
{
    /// <summary>So many are found by looking at each; more have an index.</summary>
    private const int LookedThroughMax = 64;

    private SubscriptionTable _table = new();
    private List<OwnCursor>? _queue;
    private CohortMember[] _members = [];
    private Dictionary<int, int>? _byNumber;
    private HashSet<OwnCursor>? _once;

    /// <summary>Gets how many there are, those for one snapshot aside.</summary>
    public int Count => _table.Count;

    /// <summary>Gets how many single snapshots wait.</summary>
    public int OnceCount => _once?.Count ?? 0;

    /// <summary>Gets how many are paused.</summary>
    public int PausedCount { get; private set; }

    /// <summary>Gets the cursors that are to be seen to when the client takes something; null: there were none lately.</summary>
    public List<OwnCursor>? Queue => _queue;

    /// <summary>Gets the slots that are in use.</summary>
    public IEnumerable<int> Slots
    {
        get
        {
            for (var slot = 0; slot < _table.Length; slot++)
            {
                if (_table.IsUsed(slot))
                {
                    yield return slot;
                }
            }
        }
    }

    private Lane Lane => client.Lane;

    public SubscriptionTerms TermsOf(int slot) => _table.TermsOf(slot);

    public MarketStream StreamOf(int slot) => CohortStreamOf(slot).Stream;

    public SubscriptionState StateOf(int slot) => OwnOf(slot)?.State ?? SubscriptionState.InStep;

    /// <summary>Gets where a subscription stands, of its own or with its cohort.</summary>
    public StreamCursor CursorOf(int slot) => OwnOf(slot) ?? CohortStreamOf(slot).Now;

    /// <summary>Gets the cursor of a subscription that is not in step; null when it is.</summary>
    public OwnCursor? OwnOf(int slot) => _table.OwnOf(slot);

    /// <summary>Gets where a client stands with the flush that is handed over, and whether that is all the lane saw in this turn.</summary>
    public (StreamCursor Cursor, bool HasAll) StandingOf(int slot)
    {
        var stream = CohortStreamOf(slot);
        if (OwnOf(slot) is { } own)
        {
            return (own, own.State == SubscriptionState.Apart);
        }

        var (member, place) = _table.InStep(slot);
        return place >= member.UnsentFrom && stream.Cohort.Messages[stream.Index].Length > 0
            ? (stream.Before, false)
            : (stream.Now, stream.Stream.Channel.LogEpoch == Lane.Epoch && (!stream.IsMarked || stream.Cohort.IsLeading));
    }

    /// <summary>Makes room for so many more at once.</summary>
    public void Reserve(int count) => _table.Reserve(count);

    /// <summary>Gives back the room that many cursors took, where all are in step.</summary>
    public void Trim()
    {
        _table.Trim();
        _queue = _queue?.Count > 0 ? _queue : null;
    }

    /// <summary>Finds a subscription by its stream's number, which may be any integer; negative when there is none.</summary>
    public int Find(long number)
    {
        if (_byNumber is not null)
        {
            return number is > 0 and <= int.MaxValue && _byNumber.TryGetValue((int)number, out var found) ? found : -1;
        }

        for (var slot = 0; slot < _table.Length; slot++)
        {
            if (_table.IsUsed(slot) && StreamOf(slot).Number == number)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>Takes in a subscription that has begun with a cursor of its own.</summary>
    public void Add(OwnCursor own, MarketStream stream)
    {
        Index(stream.Number, _table.Add(own));
        Lane.Follow(stream, own);
    }

    /// <summary>Takes in one that ends with its first message.</summary>
    public void AddOnce(OwnCursor own, MarketStream stream)
    {
        (_once ??= []).Add(own);
        Lane.Follow(stream, own);
    }

    /// <summary>Gives a subscription other terms, and where they have another pace, another cohort.</summary>
    public void ChangeTerms(int slot, SubscriptionTerms terms)
    {
        var held = TermsOf(slot);
        var isOfPace = held.IntervalMs == terms.IntervalMs;
        var own = isOfPace ? OwnOf(slot) : EnsureOwn(slot);
        _table.SetTerms(slot, terms);
        if (own is null)
        {
            return;
        }

        own.Terms = terms;
        if (isOfPace)
        {
            return;
        }

        var stream = own.Stream.Lane;
        var pacedAt = own.PacedAt;
        Lane.Unfollow(own);
        Lane.Follow(stream.Stream, own);
        own.DueAt = held.IntervalMs > 0 && terms.IntervalMs > 0 ? own.Stream.Cohort.NextBeat(pacedAt) : 0;
    }

    /// <summary>Puts the successor of a subscription, on another stream, into its slot.</summary>
    public void Replace(int slot, OwnCursor successor, MarketStream stream)
    {
        var own = OwnOf(slot)!;
        Unindex(own.Stream.Stream.Number);
        if (own.State == SubscriptionState.Paused)
        {
            successor.On(SubscriptionEvent.Pause);
        }

        (successor.PacedAt, successor.ChangedAt) = (own.PacedAt, own.ChangedAt);
        own.On(SubscriptionEvent.End);
        Lane.Unfollow(own);
        _table.Replace(slot, successor);
        Index(stream.Number, slot);
        Lane.Follow(stream, successor);
    }

    /// <summary>Gives a subscription a cursor of its own where its cohort stands, if it has none.</summary>
    public OwnCursor EnsureOwn(int slot) =>
        OwnOf(slot) ?? StepOut(slot, SubscriptionEvent.SteppedOut);

    public void Pause(int slot)
    {
        var own = EnsureOwn(slot);
        PausedCount += own.State == SubscriptionState.Paused ? 0 : 1;
        own.On(SubscriptionEvent.Pause);
    }

    public void Unpause(int slot, long now)
    {
        if (OwnOf(slot) is not { } own)
        {
            return;
        }

        PausedCount -= own.State == SubscriptionState.Paused ? 1 : 0;
        own.On(SubscriptionEvent.Unpause);
        own.ChangedAt = now;
        own.Stream.Cohort.SeeTo(own, now);
    }

    /// <summary>Begins a stream anew whose client's state is broken.</summary>
    public void Resync(int slot, long now)
    {
        var own = EnsureOwn(slot);
        own.On(SubscriptionEvent.Resync);
        if (own.Stream.Stream.Key.Channel != Books.Channel.Trade)
        {
            own.RequestSnapshot();
        }

        own.ChangedAt = now;
        own.Stream.Cohort.SeeTo(own, now);
    }

    /// <summary>Ends a subscription.</summary>
    public void End(int slot)
    {
        var stream = CohortStreamOf(slot);
        Unindex(stream.Stream.Number);
        if (OwnOf(slot) is { } own)
        {
            PausedCount -= own.State == SubscriptionState.Paused ? 1 : 0;
            own.On(SubscriptionEvent.End);
            Lane.Unfollow(own);
            stream.Stream.Symbol.Release(stream.Stream, own);
        }
        else
        {
            var (member, place) = _table.InStep(slot);
            member.RemoveAt(place);
            stream.Cohort.OnLeft(member);
            var isShared = --stream.Now.Weight > 0;
            stream.Stream.Symbol.Release(stream.Stream, stream.Now, isShared);
            stream.Cohort.OnVacated(stream);
        }

        _table.Remove(slot);
    }

    /// <summary>Ends one that was for one snapshot; one that was ended already stays so.</summary>
    public void EndOnce(OwnCursor own)
    {
        if (_once!.Remove(own))
        {
            own.On(SubscriptionEvent.End);
            var stream = own.Stream.Stream;
            Lane.Unfollow(own);
            stream.Symbol.Release(stream, own);
        }
    }

    public void Clear()
    {
        foreach (var slot in Slots)
        {
            End(slot);
        }

        foreach (var own in _once?.ToArray() ?? [])
        {
            EndOnce(own);
        }

        (_table, _queue, _byNumber, _once, _members) = (new(), null, null, null, []);
    }

    /// <summary>Puts a cursor among those that are seen to when the client takes something.</summary>
    public void Enqueue(OwnCursor own)
    {
        // One that stands there waits for its client, which makes itself ready when it takes something again.
        if (!own.IsQueued)
        {
            own.IsQueued = true;
            (_queue ??= []).Add(own);
            Lane.MakeReady(client);
        }
    }

    /// <summary>Called when a client was sent the way from a cursor to now.</summary>
    public void OnWritten(OwnCursor own, long now)
    {
        var pace = own.Stream.Cohort;
        client.Age.Add(own.ChangedAt == 0 ? now : own.ChangedAt, own.NewsOccurredAt, pace.Pace.IsPaced);
        own.On(SubscriptionEvent.Written);
        (own.ChangedAt, own.PacedAt, own.DueAt) = (0, now, pace.NextBeat(now));
    }

    /// <summary>Lets a subscription fall out of step: it stands where its cohort stood before the beat.</summary>
    public void FallOut(int slot, bool isStatusSent)
    {
        var stream = CohortStreamOf(slot);
        var own = StepOut(slot, SubscriptionEvent.Missed, stream.Before);
        if (isStatusSent)
        {
            (own.SentStatus, own.SentGeneration) = (stream.Now.SentStatus, stream.Now.SentGeneration);
        }

        own.ChangedAt = stream.Cohort.Messages[stream.Index].ChangedAt;
        own.IsQueued = true;
        (_queue ??= []).Add(own);
    }

    /// <summary>Called by a cohort when a cursor has met its own: from now on the subscription holds no position.</summary>
    public void StepIn(OwnCursor own)
    {
        var stream = own.Stream;
        var member = MemberOf(stream.Cohort);
        own.On(SubscriptionEvent.Met);
        stream.Remove(own);
        _table.StepIn(own.Slot, member, member.Add(stream, own.Slot));
        stream.Cohort.OnJoined(member);
    }

    /// <summary>Called by a member: the place of a subscription in it is another.</summary>
    public void OnMoved(int slot, int place) => _table.Move(slot, place);

    /// <summary>Reserves the places that so many more subscriptions of these terms will need.</summary>
    public void ReserveMember(SubscriptionTerms terms, int count) =>
        MemberOf(Lane.CohortOf(CohortPace.Of(terms, client.PhaseMs, client.Format))).Reserve(count);

    private CohortStream CohortStreamOf(int slot)
    {
        if (OwnOf(slot) is { } own)
        {
            return own.Stream;
        }

        var (member, place) = _table.InStep(slot);
        return member.Cohort.StreamAt(member.IndexAt(place));
    }

    private OwnCursor StepOut(int slot, SubscriptionEvent because, StreamCursor? from = null)
    {
        var (member, place) = _table.InStep(slot);
        var stream = member.Cohort.StreamAt(member.IndexAt(place));
        var own = new OwnCursor(client, TermsOf(slot));
        own.StepOut(because);
        member.RemoveAt(place);
        stream.Cohort.OnLeft(member);
        lock (stream.Stream.Channel.Gate)
        {
            own.StandAt(from ?? stream.Now);
            if (from is not null)
            {
                stream.Stream.UnsettleNeedsGate(stream.Now);
                stream.Receivers--;
            }

            stream.Stream.JoinNeedsGate(own);
            stream.Now.Weight--;
        }

        (own.PacedAt, own.DueAt) = (stream.Cohort.LastBeatAt, stream.Cohort.AllowedAt);
        _table.StepOut(slot, own);
        stream.Add(own);
        stream.Cohort.OnVacated(stream);
        return own;
    }

    /// <summary>Finds or makes the client's membership in a cohort.</summary>
    private CohortMember MemberOf(Cohort cohort)
    {
        foreach (var member in _members)
        {
            if (member.Cohort == cohort)
            {
                return member;
            }
        }

        var made = new CohortMember(cohort, client);
        _members = [.. _members.Where(static member => member.Count > 0), made];
        return made;
    }

    private void Index(int number, int slot)
    {
        if (_byNumber is null && Count <= LookedThroughMax)
        {
            return;
        }

        if (_byNumber is null)
        {
            _byNumber = [];
            foreach (var held in Slots)
            {
                if (held != slot)
                {
                    _byNumber.Add(StreamOf(held).Number, held);
                }
            }
        }

        Debug.Assert(!_byNumber.ContainsKey(number), "a client follows a stream once");
        _byNumber.Add(number, slot);
    }

    private void Unindex(int number) => _byNumber?.Remove(number);
}
