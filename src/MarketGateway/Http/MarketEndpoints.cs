using System.Globalization;
using System.Text.Json;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace MarketGateway.Http;

/// <summary>The same state by plain HTTP, for curl and late joiners (schemas/wire, section 7).</summary>
internal static class MarketEndpoints
{
    private const string InstrumentsPath = "/v1/instruments";
    private const string SnapshotPath = "/v1/snapshot/";
    private const int PieceBytes = 16 << 10;

    public static void MapMarket(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(InstrumentsPath, WriteInstrumentsAsync);
        routes.MapGet(SnapshotPath + "{channel}/{**symbol}", WriteSnapshotAsync);
    }

    private static Task WriteInstrumentsAsync(HttpContext context, Market market)
    {
        var query = context.Request.Query;
        if (QueryKeys.TryRefuse(context, InstrumentsPath, FilterQuery.Keys) is { } refusal)
        {
            return refusal;
        }

        var filter = FilterQuery.Read(query, FilterReader.TextsMax, out var error);
        if (error is not null)
        {
            return Problem.WriteAsync(context, 400, WireName.Of(error.Code), error.Message);
        }

        var rights = RightsOf(context);
        var symbols = Array.FindAll(
            market.Catalog.ToArray(),
            symbol => rights.Allows(symbol.Symbol)
                && (filter is null || (symbol.Definition is { } definition && filter.Matches(definition))));
        Array.Sort(symbols, static (one, other) => string.CompareOrdinal(one.Symbol, other.Symbol));
        return WriteJsonAsync(context, json => SnapshotJson.WriteInstrumentsAsync(
            json, market, symbols, rights, () => SendWhenLongAsync(context, json)));
    }

    private static Task WriteSnapshotAsync(
        HttpContext context, string channel, string symbol, Market market, IOptions<SessionOptions> options)
    {
        if (!WireName.TryParse<Channel>(channel, out var known))
        {
            return Problem.WriteAsync(
                context, 404, "unknown_channel", $"there is no channel '{channel}'; there are quote, book and trade");
        }

        string[] keys = known == Channel.Book ? ["depth", "orders"] : [];
        if (QueryKeys.TryRefuse(context, $"/v1/snapshot/{WireName.Of(known)}", keys) is { } refusal)
        {
            return refusal;
        }

        symbol = SymbolNormalForm.Of(WithSlashes(symbol, context));
        if (SymbolText.FindInvisible(symbol) is { } invisible)
        {
            return Problem.WriteAsync(
                context, 400, WireName.Of(RequestErrorCode.BadPattern), $"'{symbol}' is no symbol: it has {invisible}, which cannot be seen");
        }

        var rights = RightsOf(context);
        var asked = symbol;
        var found = market.Find(asked, out symbol, out var fault);
        if (fault is not null)
        {
            return Problem.WriteAsync(context, 404, WireName.Of(RequestErrorCode.BadAlias), fault);
        }

        if (!rights.Allows(symbol))
        {
            return Problem.WriteAsync(
                context, 403, WireName.Of(RequestErrorCode.NotAllowed), $"'{asked}' is not among the symbols that your token allows");
        }

        if (found is null)
        {
            var named = symbol == asked ? $"'{symbol}'" : $"'{symbol}', for which '{asked}' stands,";
            if (market.ShardElsewhere(symbol) is { } shard)
            {
                return Problem.WriteAsync(
                    context, 404, WireName.Of(RequestErrorCode.WrongShard), $"{named} is not here but on {shard}; GET /v1/shards lists them");
            }

            return Problem.WriteAsync(context, 404, "unknown_symbol", $"there is no symbol {named.TrimEnd(',')} now; GET /v1/instruments lists them");
        }

        var depth = context.Request.Query["depth"].ToString();
        if (!TryReadDepth(depth, options.Value.DepthMax, out var levels))
        {
            return Problem.WriteAsync(
                context,
                400,
                "out_of_range",
                $"'depth' is '{depth}'; it must be an integer from 0 (all levels) to {options.Value.DepthMax}");
        }

        var orders = context.Request.Query["orders"].ToString();
        if (orders is not ("" or "true" or "false"))
        {
            return Problem.WriteAsync(context, 400, "wrong_type", $"'orders' is '{orders}'; it must be true or false");
        }

        levels = rights.LimitDepth(levels);
        return WriteJsonAsync(context, json =>
        {
            WriteSnapshot(json, known, found, (levels, orders == "true"), market.Epoch.Name, options.Value);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>
    /// Reads the symbol out of the path as it was sent where it may have a slash in it: the server decodes everything of a
    /// path but that, so that <c>%2F</c> may be a slash or, of a symbol, those three characters.
    /// </summary>
    private static string WithSlashes(string symbol, HttpContext context)
    {
        if (!symbol.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return symbol;
        }

        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2)[0];
        var snapshots = path.IndexOf(SnapshotPath, StringComparison.OrdinalIgnoreCase);
        var channel = snapshots < 0 ? -1 : path.IndexOf('/', snapshots + SnapshotPath.Length);
        return channel < 0 ? symbol : Uri.UnescapeDataString(path[(channel + 1)..]);
    }

    private static SessionRights RightsOf(HttpContext context) =>
        context.Features.GetRequiredFeature<SessionAdmission>().Rights ?? SessionRights.None;

    private static bool TryReadDepth(string text, int depthMax, out int depth)
    {
        depth = 0;
        return text.Length == 0 ||
            (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out depth) && depth <= depthMax);
    }

    private static void WriteSnapshot(
        Utf8JsonWriter json,
        Channel channel,
        MarketSymbol symbol,
        (int Depth, bool WithOrders) shape,
        string epoch,
        SessionOptions options)
    {
        switch (channel)
        {
            case Channel.Book:
                var book = ChannelSnapshots.OfBook(symbol, shape.Depth, shape.WithOrders);
                SnapshotJson.WriteBook(json, epoch, symbol, book, shape.Depth);
                break;
            case Channel.Quote:
                SnapshotJson.WriteQuote(json, epoch, symbol, ChannelSnapshots.OfQuote(symbol));
                break;
            default:
                SnapshotJson.WriteTrades(json, epoch, symbol, ChannelSnapshots.OfTrades(symbol, options.HistoryMax));
                break;
        }
    }

    /// <summary>
    /// Sends what has been written of a long answer, and waits until the client takes it: who does not read holds a
    /// piece of it, and not all.
    /// </summary>
    private static async ValueTask SendWhenLongAsync(HttpContext context, Utf8JsonWriter json)
    {
        if (context.Response.BodyWriter.UnflushedBytes + json.BytesPending >= PieceBytes)
        {
            await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            context.RequestAborted.ThrowIfCancellationRequested();
        }
    }

    private static async Task WriteJsonAsync(HttpContext context, Func<Utf8JsonWriter, ValueTask> write)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            var json = new Utf8JsonWriter(context.Response.BodyWriter);
            await using (json.ConfigureAwait(false))
            {
                await write(json).ConfigureAwait(false);
            }

            await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: there is nobody to write the rest for.
        }
    }
}
