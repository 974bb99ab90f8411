using System.Diagnostics;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <content>Who is told of news: lanes, each once until it has looked.</content>
public abstract partial class SymbolChannel
{
    private readonly List<MarketStream> _streams = [];
    private ChannelFollower[] _followers = [];

    /// <summary>How often something has happened that concerns every stream; guarded by the gate.</summary>
    private int _revision;

    internal void Add(MarketStream stream)
    {
        lock (Gate)
        {
            stream.ChannelPlace = _streams.Count;
            _streams.Add(stream);
        }
    }

    internal void Remove(MarketStream stream)
    {
        lock (Gate)
        {
            var last = _streams[^1];
            _streams[stream.ChannelPlace] = last;
            last.ChannelPlace = stream.ChannelPlace;
            _streams.RemoveAt(_streams.Count - 1);
        }
    }

    internal void AddNeedsGate(ChannelFollower follower)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread, "the channel's gate is held");
        Volatile.Write(ref _followers, [.. _followers, follower]);
    }

    internal void RemoveNeedsGate(ChannelFollower follower)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread, "the channel's gate is held");
        Volatile.Write(ref _followers, Array.FindAll(_followers, other => other != follower));
    }

    /// <summary>Looks at how far the channel has come.</summary>
    internal ChannelLook LookNeedsGate()
    {
        Debug.Assert(Gate.IsHeldByCurrentThread, "the channel's gate is held");
        return new ChannelLook(_revision, LogNeedsGate.Newest, NewestTradeNeedsGate);
    }

    /// <summary>Finds what is new from one look to the next.</summary>
    internal ChannelNews NewsNeedsGate(in ChannelLook seen, in ChannelLook look) => seen.Revision != look.Revision
        ? new ChannelNews(IsForAll: true, seen)
        : FindNewsNeedsGate(seen);

    /// <summary>Gets the number of the newest trade; 0 where there are none.</summary>
    private protected virtual long NewestTradeNeedsGate => 0;

    private protected virtual ChannelNews FindNewsNeedsGate(in ChannelLook seen) => new(IsForAll: false, seen);

    /// <summary>True when an update may show in what a follower is interested in; by the thread that applied it.</summary>
    private protected abstract bool IsOfInterest(ChannelInterest interest, BookTouch touch);

    private void Notify(BookTouch touch)
    {
        foreach (var follower in Volatile.Read(ref _followers))
        {
            if (IsOfInterest(follower.Interest, touch))
            {
                follower.Notify();
            }
        }
    }

    private void NotifyAll()
    {
        foreach (var follower in Volatile.Read(ref _followers))
        {
            follower.NotifyOfStatus();
        }
    }
}
