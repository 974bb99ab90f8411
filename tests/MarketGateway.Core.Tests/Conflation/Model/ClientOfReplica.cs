using System.Globalization;
using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation.Model;

/// <summary>A client with one stream, at one replica at a time.</summary>
internal sealed class ClientOfReplica
{
    private readonly Channel _channel;
    private readonly int _depth;
    private readonly int _history;
    private readonly WireFormat _format;
    private Replica _replica;
    private TestCursor _cursor;
    private int _epoch;

    public ClientOfReplica(Replica replica, Channel channel, int depth, int history, WireFormat format, int ringLength)
    {
        (_replica, _channel, _depth, _history, _format) = (replica, channel, depth, history, format);
        Model = new ClientModel(channel, depth, history, ringLength);
        _cursor = Subscribe();
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
        var (state, reason) = _channel == Channel.Book
            ? (truth.Book.State, truth.Book.Reason)
            : (truth.Ticks.State, truth.Ticks.Reason);
        Assert.Equal((state, reason), (_cursor.ToldStatus!.State, _cursor.ToldStatus.Reason));
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
        else if (Model.Version is { } version)
        {
            _cursor.Resume(version, Model.Edge(Side.Bid), Model.Edge(Side.Ask));
        }
    }

    public void RequestSnapshot()
    {
        if (_channel != Channel.Trade)
        {
            _cursor.RequestSnapshot();
        }
    }

    public void Release() => _cursor.Release();

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_channel} {_depth} {_format} at {Model.Version} of epoch {_epoch}");

    private TestCursor Subscribe() =>
        TestCursor.Subscribe(_replica.Market, _replica.Symbol, _channel, _depth, _history, _format);
}
