using System.Globalization;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation.Model;

/// <summary>A client with one stream, at one replica at a time.</summary>
internal sealed class ClientOfReplica
{
    private readonly StreamKey _key;
    private readonly int _history;
    private readonly WireFormat _format;
    private Replica _replica;
    private TestCursor _cursor;
    private int _epoch;

    public ClientOfReplica(Replica replica, StreamKey key, int history, WireFormat format, int ringLength)
    {
        (_replica, _key, _history, _format) = (replica, key, history, format);
        Model = new ClientModel(key, history, ringLength);
        _cursor = Subscribe();
        Model.Begin(replica.Truth);
        _epoch = replica.Truth.Epoch;
    }

    public ClientModel Model { get; }

    /// <summary>Reads the way to now and proves it.</summary>
    public void Read()
    {
        var truth = _replica.Truth;
        if (_epoch != truth.Epoch)
        {
            Model.Forget();
            _epoch = truth.Epoch;
        }

        foreach (var message in _cursor.Read())
        {
            Assert.Equal(_cursor.Stream.Number, message.Stream);
            Model.Apply(message, truth);
        }

        Model.AssertHolds(truth);
        var (state, reason) = _key.Channel == Channel.Book
            ? (truth.Book.State, truth.Book.Reason)
            : (truth.Ticks.State, truth.Ticks.Reason);
        Assert.Equal((state, reason), (_cursor.SentStatus!.State, _cursor.SentStatus.Reason));
    }

    /// <summary>Connects to a replica, perhaps another one, and offers what the client holds.</summary>
    public void Reconnect(Replica replica)
    {
        _cursor.Release();
        _replica = replica;
        _cursor = Subscribe();
        if (_epoch != replica.Truth.Epoch)
        {
            Model.Forget();
            _epoch = replica.Truth.Epoch;
        }
        else if (Model.Version is { } version
            && !_cursor.Resume(version, Model.Edge(Side.Bid), Model.Edge(Side.Ask))
            && _key.Channel == Channel.Trade)
        {
            // The replica has read nothing of the symbol, and does not know what the version means: trades begin anew.
            Model.Forget();
        }

        Model.Begin(replica.Truth);
    }

    public void RequestSnapshot()
    {
        if (_key.Channel != Channel.Trade)
        {
            _cursor.RequestSnapshot();
        }
    }

    public void Release() => _cursor.Release();

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_key} {_format} at {Model.Version} of epoch {_epoch}");

    private TestCursor Subscribe() =>
        TestCursor.Subscribe(_replica.Market, _replica.Symbol, _key, _history, _format);
}
