using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Delivery;

/// <summary>
/// A client in a cohort: the places in the cohort's table of all its streams that are in step, and nothing else of them.
/// Owned by a lane.
/// </summary>
internal sealed class CohortMember(Cohort cohort, LaneClient client)
{
    private (int Index, int Slot)[] _places = [];

    /// <summary>Where each stands among the followers of its stream; only in cohorts without an interval.</summary>
    private int[] _followerPlaces = [];

    /// <summary>The places that a beat without interval has something for.</summary>
    private List<int>? _touched;

    public Cohort Cohort { get; } = cohort;

    public LaneClient Client { get; } = client;

    /// <summary>Gets or sets its place among the cohort's members; negative while it has nothing in step.</summary>
    public int MemberPlace { get; set; } = -1;

    public int Count { get; private set; }

    /// <summary>Gets from which place on the messages of the beat that is under way are in no flush yet.</summary>
    public int UnsentFrom { get; private set; } = int.MaxValue;

    /// <summary>Gets how many places a beat has to look at.</summary>
    private int PlaceCount => Cohort.Pace.IsPaced ? Count : _touched?.Count ?? 0;

    public int IndexAt(int place) => _places[place].Index;

    /// <summary>Gives arrays the length that is needed, where that is known before.</summary>
    public void Reserve(int count)
    {
        if (Count + count > _places.Length)
        {
            Resize(Count + count);
        }
    }

    /// <summary>Adds a stream that is in step from now on; returns its place.</summary>
    public int Add(CohortStream stream, int slot)
    {
        if (Count == _places.Length)
        {
            Resize(Count + Math.Max(1, Count / 4));
        }

        var place = Count++;
        _places[place] = (stream.Index, slot);
        if (!Cohort.Pace.IsPaced)
        {
            _followerPlaces[place] = stream.Followers.Count;
            stream.Followers.Add((this, place));
        }

        return place;
    }

    /// <summary>Removes a stream; the last one takes its place, and its slot is told.</summary>
    public void RemoveAt(int place)
    {
        if (!Cohort.Pace.IsPaced)
        {
            RemoveFollower(place);
        }

        var last = --Count;
        if (place == last)
        {
            return;
        }

        _places[place] = _places[last];
        if (!Cohort.Pace.IsPaced)
        {
            _followerPlaces[place] = _followerPlaces[last];
            var followers = Cohort.StreamAt(_places[place].Index).Followers;
            followers[_followerPlaces[place]] = (this, place);
        }

        Client.Subscriptions.OnMoved(_places[place].Slot, place);
    }

    /// <summary>Notes that a beat has something for a place; true at the first one.</summary>
    public bool Touch(int place)
    {
        _touched ??= [];
        _touched.Add(place);
        return _touched.Count == 1;
    }

    /// <summary>Puts what was touched in order: places change from the end.</summary>
    public void SortTouched() => _touched?.Sort();

    public void ClearTouched() => _touched?.Clear();

    /// <summary>
    /// Copies the messages of a beat, as many as there is room for; returns where to go on, <c>-1</c> at the end.
    /// </summary>
    public int Copy(int from, FlushBuffer flush, int lengthMax, ref FlushAge age)
    {
        var messages = Cohort.Messages;
        var slab = Cohort.Slab;
        var isPaced = Cohort.Pace.IsPaced;
        var count = PlaceCount;
        for (var at = from; at < count; at++)
        {
            ref readonly var message = ref messages[_places[PlaceAt(at)].Index];
            if (message.Length == 0)
            {
                continue;
            }

            if (flush.Length >= lengthMax)
            {
                UnsentFrom = PlaceAt(at);
                return at;
            }

            if (flush.IsStamped)
            {
                Cohort.CopyStamped(message, flush);
            }
            else
            {
                flush.Append(slab.Slice(message.Start, message.Length));
            }

            age.Add(message.ChangedAt, message.OccurredAt, isPaced);
        }

        UnsentFrom = int.MaxValue;
        return -1;
    }

    /// <summary>Gathers the slots of those whose status or generation a beat has news of.</summary>
    public void CollectStatuses(List<(int Slot, CohortStream Stream)> changed)
    {
        for (var at = 0; at < PlaceCount; at++)
        {
            var (index, slot) = _places[PlaceAt(at)];
            if (Cohort.Messages[index].IsStatusNew)
            {
                changed.Add((slot, Cohort.StreamAt(index)));
            }
        }
    }

    /// <summary>Lets all fall out of step that a beat has something for, from one of them on: they miss it.</summary>
    /// <param name="from">The first, as <see cref="Copy"/> said.</param>
    /// <param name="isStatusSent">Whether what comes before the messages was sent.</param>
    public void FallOut(int from, bool isStatusSent)
    {
        UnsentFrom = int.MaxValue;
        // Backwards: whoever takes the place of one that fell out was looked at already.
        for (var at = PlaceCount - 1; at >= from; at--)
        {
            var (index, slot) = _places[PlaceAt(at)];
            ref readonly var message = ref Cohort.Messages[index];
            if (message.Length > 0 || (message.IsStatusNew && !isStatusSent))
            {
                Client.Subscriptions.FallOut(slot, isStatusSent);
            }
        }
    }

    private int PlaceAt(int at) => Cohort.Pace.IsPaced ? at : _touched![at];

    private void RemoveFollower(int place)
    {
        var followers = Cohort.StreamAt(_places[place].Index).Followers;
        var at = _followerPlaces[place];
        var (member, memberPlace) = followers[^1];
        followers[at] = (member, memberPlace);
        member._followerPlaces[memberPlace] = at;
        followers.RemoveAt(followers.Count - 1);
    }

    private void Resize(int length)
    {
        Array.Resize(ref _places, length);
        if (!Cohort.Pace.IsPaced)
        {
            Array.Resize(ref _followerPlaces, length);
        }
    }
}
