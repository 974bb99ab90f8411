using System.Net;
using MarketGateway.Http;
using Microsoft.AspNetCore.Connections;

namespace MarketGateway.WebSockets;

/// <summary>
/// How many connections may be open: of clients so many in all and from one address, of operators a few more, so that
/// no client's load keeps a scrape waiting. One too many is cut before anything is read of it. Safe for use by any
/// thread.
/// </summary>
internal sealed class ConnectionPlaces(SessionOptions options)
{
    /// <summary>Scrapes and probes, and people who look.</summary>
    public const int OperatorConnectionsMax = 100;

    private const string All = "";

    private readonly PlaceCounter _clients = new(options.ConnectionsInAll);
    private readonly PlaceCounter _operators = new(OperatorConnectionsMax);
    private readonly PlaceCounter _addresses = new(options.ConnectionsPerAddressMax);
    private long _refused;

    /// <summary>Gets how many connections of clients are open.</summary>
    public int Clients => _clients.Of(All);

    /// <summary>Gets how many connections were cut because there were too many.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Serves a connection until it ends, if there is a place for it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isOperator">True for one that came in at the operators' port.</param>
    /// <param name="isShared">True for one from a proxy, whose address stands for many clients.</param>
    /// <param name="serve">Serves it.</param>
    public async Task ServeAsync(ConnectionContext connection, bool isOperator, bool isShared, ConnectionDelegate serve)
    {
        var all = isOperator ? _operators : _clients;
        var remote = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var address = isOperator || isShared ? null : ClientAddress.Of(remote);
        if (!all.TryTake(All))
        {
            Refuse(connection);
            return;
        }

        try
        {
            if (address is null)
            {
                await serve(connection).ConfigureAwait(false);
            }
            else
            {
                await ServeOfAddressAsync(connection, address, serve).ConfigureAwait(false);
            }
        }
        finally
        {
            all.Release(All);
        }
    }

    private async Task ServeOfAddressAsync(ConnectionContext connection, string address, ConnectionDelegate serve)
    {
        if (!_addresses.TryTake(address))
        {
            Refuse(connection);
            return;
        }

        try
        {
            await serve(connection).ConfigureAwait(false);
        }
        finally
        {
            _addresses.Release(address);
        }
    }

    private void Refuse(ConnectionContext connection)
    {
        Interlocked.Increment(ref _refused);
        connection.Abort(new ConnectionAbortedException("there are too many connections"));
    }
}
