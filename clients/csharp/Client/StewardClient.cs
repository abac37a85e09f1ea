using Steward.Client.Http;

namespace Steward.Client;

/// <summary>
/// A Steward server's API: one property per group of resources. Safe for use by many threads; keep one for the life of the process.
/// </summary>
/// <remarks>
/// Every call throws <see cref="StewardException"/> when the server refuses it or cannot be reached. Calls that may be repeated without doing
/// anything twice are repeated after 429, 502, 503, 504 and lost connections; <c>Retry-After</c> is honoured.
/// </remarks>
public sealed class StewardClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _owns;

    /// <summary>A client with connections of its own.</summary>
    /// <param name="server">The server's address, for example <c>http://localhost:8080</c>; http or https.</param>
    /// <param name="apiKey">A key (<c>ck_live_…</c>, <c>ck_test_…</c>) or a bearer token; null sends no credentials.</param>
    /// <param name="options">Time-outs and retries; the defaults unless given.</param>
    /// <exception cref="ArgumentException">The address is not an absolute http or https one, or the key is none.</exception>
    public StewardClient(Uri server, string? apiKey = null, StewardClientOptions? options = null)
        : this(Connection(options ?? new StewardClientOptions()), server, apiKey, options) => _owns = true;

    /// <summary>A client that uses connections which somebody else owns and configures, time-out included.</summary>
    /// <param name="http">Sends the requests; its own base address and headers are not used for addresses and credentials.</param>
    /// <param name="server">The server's address.</param>
    /// <param name="apiKey">A key or a bearer token; null sends no credentials.</param>
    /// <param name="options">Retries; the defaults unless given.</param>
    /// <exception cref="ArgumentException">The address is not an absolute http or https one, or the key is none.</exception>
    public StewardClient(HttpClient http, Uri server, string? apiKey = null, StewardClientOptions? options = null)
    {
        if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https"))
            throw new ArgumentException("An absolute http or https address is required.", nameof(server));
        if (apiKey?.Any(c => c is <= ' ' or > '~') == true) throw new ArgumentException("A key has neither spaces nor line breaks.", nameof(apiKey));
        _http = http;
        var wire = new Wire(http, server, string.IsNullOrEmpty(apiKey) ? null : apiKey, options ?? new StewardClientOptions());
        Keys = new KeysClient(wire);
        Audit = new AuditClient(wire);
        Jobs = new JobsClient(wire);
        Operations = new OperationsClient(wire);
        Queues = new QueuesClient(wire);
        Ingest = new IngestClient(wire);
        Metrics = new MetricsClient(wire);
        Q2Q = new Q2QClient(wire);
        Costs = new CostsClient(wire);
        Usage = new UsageClient(wire);
        Models = new ModelsClient(wire);
        Chat = new ChatClient(wire);
        Batches = new BatchesClient(wire);
        Prices = new PricesClient(wire);
        Pages = new PagesClient(wire);
        Moderation = new ModerationClient(wire);
        Screening = new ScreeningClient(wire);
        Reviews = new ReviewsClient(wire);
        Thresholds = new ThresholdsClient(wire);
        Rules = new RulesClient(wire);
        LearntModels = new LearntModelsClient(wire);
        Schedules = new SchedulesClient(wire);
        Health = new HealthClient(wire);
    }

    /// <summary>API keys of the caller's tenant.</summary>
    public KeysClient Keys { get; }

    /// <summary>The tenant's audit trail.</summary>
    public AuditClient Audit { get; }

    /// <summary>Jobs and dead letters.</summary>
    public JobsClient Jobs { get; }

    /// <summary>What is done to many jobs at once.</summary>
    public OperationsClient Operations { get; }

    /// <summary>The queues that jobs wait in.</summary>
    public QueuesClient Queues { get; }

    /// <summary>Events from outside, and what became of feedback.</summary>
    public IngestClient Ingest { get; }

    /// <summary>A company's scores and the words behind them.</summary>
    public MetricsClient Metrics { get; }

    /// <summary>Texts turned into scores, and how well models do it.</summary>
    public Q2QClient Q2Q { get; }

    /// <summary>Budgets and what AI cost.</summary>
    public CostsClient Costs { get; }

    /// <summary>Reports of jobs, tokens and cost.</summary>
    public UsageClient Usage { get; }

    /// <summary>Models and their providers.</summary>
    public ModelsClient Models { get; }

    /// <summary>Questions to models.</summary>
    public ChatClient Chat { get; }

    /// <summary>Many questions in one job.</summary>
    public BatchesClient Batches { get; }

    /// <summary>What models cost.</summary>
    public PricesClient Prices { get; }

    /// <summary>Pages written from prompts.</summary>
    public PagesClient Pages { get; }

    /// <summary>Comments of social platforms.</summary>
    public ModerationClient Moderation { get; }

    /// <summary>Safety screening of texts.</summary>
    public ScreeningClient Screening { get; }

    /// <summary>The queue of what people have to look at.</summary>
    public ReviewsClient Reviews { get; }

    /// <summary>From where on a finding counts.</summary>
    public ThresholdsClient Thresholds { get; }

    /// <summary>The tenant's own rules of screening.</summary>
    public RulesClient Rules { get; }

    /// <summary>Models learnt from the tenant's reviewers.</summary>
    public LearntModelsClient LearntModels { get; }

    /// <summary>Scheduled deliveries to partners.</summary>
    public SchedulesClient Schedules { get; }

    /// <summary>Whether the server works.</summary>
    public HealthClient Health { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_owns) _http.Dispose();
    }

    private static HttpClient Connection(StewardClientOptions options) =>
        // A redirect could carry the key to another host.
        new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), AutomaticDecompression = System.Net.DecompressionMethods.All })
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = 32 * 1024 * 1024,
        };
}
