using System.Text.Json;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Sessions;
using MarketGateway.Http;

namespace MarketGateway.Admin;

/// <summary>Shows operators the gateway as a whole, its feed and its settings; sets the log's levels and drains it.</summary>
internal sealed class GatewayAdmin(
    SessionHub hub,
    Market market,
    HealthReport health,
    IDrainControl drain,
    ISettingsReport settings,
    LogLevelOverrides levels,
    TimeProvider time,
    IFeedInspection? feed = null)
{
    private const int MinutesDefault = 15;

    /// <summary>A day: whoever wants a level for longer wants a setting.</summary>
    private const int MinutesMax = 24 * 60;

    private const int RequestBytesMax = 4096;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public IResult ShowSummary(HttpContext context)
    {
        var reasons = health.Reasons();
        var counters = hub.Counters;
        return AdminQuery.FindUnknown(context) ?? Results.Json(new
        {
            version = ProductVersion,
            startedAt = _startedAt,
            status = health.Status(reasons),
            reasons,
            source = feed?.Source,
            epoch = market.Epoch.Name,
            sessions = hub.Count,
            lagging = counters.Lagging,
            flushes = counters.Flushes,
            bytes = counters.FlushBytes,
            updates = market.Counters.Applied,
        });
    }

    /// <summary>Gets or sets what the summary calls the version.</summary>
    public string ProductVersion { get; init; } = "";

    public IResult ListPartitions(HttpContext context) =>
        AdminQuery.FindUnknown(context) ?? Results.Json(new { partitions = feed?.Partitions ?? [] });

    public IResult ListSkipped(HttpContext context) =>
        AdminQuery.FindUnknown(context) ?? Results.Json(new { reasons = feed?.Skipped ?? [] });

    public IResult ShowSettings(HttpContext context) =>
        AdminQuery.FindUnknown(context) ?? Results.Json(new { settings = settings.Effective });

    public IResult ShowLogging(HttpContext context) =>
        AdminQuery.FindUnknown(context) ?? Results.Json(new { levels = levels.Current });

    public async Task<IResult> SetLoggingAsync(HttpContext context)
    {
        LogLevelRequest? request;
        try
        {
            if (context.Request.ContentLength is null or > RequestBytesMax)
            {
                return AdminQuery.Wrong($"the body must be JSON of at most {RequestBytesMax} bytes, with its length said before");
            }

            request = await JsonSerializer.DeserializeAsync<LogLevelRequest>(context.Request.Body, Json, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (JsonException wrong)
        {
            return AdminQuery.Wrong($"the body is not what it must be: {wrong.Message}");
        }

        return FindFault(request, out var level) is { } fault ? AdminQuery.Wrong(fault) : SetLevel(context, request!, level);
    }

    public IResult ShowDrain(HttpContext context) => AdminQuery.FindUnknown(context) ?? Drain(StatusCodes.Status200OK);

    public IResult BeginDrain(HttpContext context)
    {
        if (AdminQuery.FindUnknown(context) is { } wrong)
        {
            return wrong;
        }

        var sessions = hub.Count;
        AdminCall.Of(context).Note = drain.TryBegin() ? $"(of {sessions} sessions)" : "(it was draining already)";
        return Drain(StatusCodes.Status202Accepted);
    }

    private IResult SetLevel(HttpContext context, LogLevelRequest request, LogLevel? level)
    {
        var category = request.Category!;
        if (level is { } set)
        {
            var minutes = request.Minutes ?? MinutesDefault;
            levels.Set(category, set, TimeSpan.FromMinutes(minutes), time);
            AdminCall.Of(context).Note = $"({category} {set} for {minutes} min)";
        }
        else
        {
            levels.Remove(category);
            AdminCall.Of(context).Note = $"({category} as the settings say)";
        }

        return Results.Json(new { levels = levels.Current });
    }

    private static string? FindFault(LogLevelRequest? request, out LogLevel? level)
    {
        level = null;
        if (request?.Category is not { Length: > 0 and <= 200 } category
            || category.Any(static sign => !char.IsAsciiLetterOrDigit(sign) && sign is not ('.' or '_')))
        {
            return "'category' must be the name of a category, such as MarketGateway or Default";
        }

        if (!LogLevelOverrides.CanSet(category))
        {
            return $"'category' is '{category}', which writes down what operators do: that cannot be changed";
        }

        if (request.Minutes is < 1 or > MinutesMax)
        {
            return $"'minutes' is {request.Minutes}; it must be from 1 to {MinutesMax}";
        }

        if (request.Level is null)
        {
            return null;
        }

        level = Enum.TryParse<LogLevel>(request.Level, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : null;
        return level is null
            ? $"'level' is '{request.Level}'; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}"
            : null;
    }

    private IResult Drain(int status) => Results.Json(
        new { draining = drain.IsDraining, sessions = hub.Count, windowSeconds = drain.Window.TotalSeconds }, statusCode: status);
}
