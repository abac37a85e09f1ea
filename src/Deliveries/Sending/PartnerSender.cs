using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Steward.Deliveries.Partners;

namespace Steward.Deliveries.Sending;

/// <summary>One body on its way.</summary>
/// <param name="DeliveryId">The idempotency key.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Body">The raw bytes, signed as they are.</param>
internal sealed record Parcel(Guid DeliveryId, int Attempt, byte[] Body);

/// <summary>Sends a body to a partner and says how that ended. Never throws for what the partner or the network does.</summary>
internal sealed class PartnerSender(IHttpClientFactory clients, IOptions<DeliveriesOptions> options, TimeProvider time)
{
    public const string Client = "deliveries";

    public async Task<SendResult> SendAsync(Partner partner, Parcel parcel, CancellationToken ct)
    {
        if (partner.Missing.Count > 0)
            return new SendResult(AttemptOutcome.NotConfigured, $"Not configured: {string.Join(", ", partner.Missing)} must be set.");
        var body = new WatchedBody(parcel.Body);
        using var request = new HttpRequestMessage(HttpMethod.Post, partner.Destination) { Content = body };
        partner.Dress(request, parcel.DeliveryId, parcel.Body);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var text = await Reply.ReadAsync(response.Content, either.Token);
            return Reply.Judge((int)response.StatusCode, parcel.Attempt, Reply.Snippet(text, partner.Secrets), Wait(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return NoAnswer(body, body.WasSent ? FormattableString.Invariant($"No answer within {options.Value.TimeoutSeconds} s") : "No connection in time");
        }
        catch (HttpRequestException error) when (error.GetBaseException() is BlockedAddressException)
        {
            return new SendResult(AttemptOutcome.Blocked, "The partner's address is private or reserved; see Deliveries:AllowPrivateAddresses.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            var kind = (error as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
            return NoAnswer(body, $"The connection failed ({kind})");
        }
    }

    private static SendResult NoAnswer(WatchedBody body, string what) => body.WasSent
        ? new SendResult(AttemptOutcome.Unknown, what + " after the report was sent; the partner may have it.")
        : new SendResult(AttemptOutcome.Failed, what + ".");

    private TimeSpan? Wait(RetryConditionHeaderValue? header) => header?.Delta ?? header?.Date - time.GetUtcNow();

    /// <summary>Knows whether the whole body was handed to the connection: before that the partner cannot have it.</summary>
    private sealed class WatchedBody : HttpContent
    {
        private readonly byte[] _bytes;

        public WatchedBody(byte[] bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        public bool WasSent { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(_bytes, cancellationToken);
            WasSent = true;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
