import { bytesToHex, hexToBytes } from '@sferic/crypto';
import { formatShortChannelId } from '@sferic/wire';
import { describePayment, describeSpontaneous, type ProbeReport } from '../../payments/index.ts';
import type { CustomRecord, ProbeRequest, ProbeResult, SpontaneousOperations } from '../service.ts';
import type { NodeModules } from './modules.ts';
import { LIST_LIMIT, parseMaxFee, parseMsat, parseNodeId, refusal } from './values.ts';

export function spontaneousOperations({ sender, spontaneous }: NodeModules): SpontaneousOperations {
  return {
    async send({ records, ...target }) {
      const sent = await sender.sendSpontaneous({
        ...parseTarget(target),
        ...(records !== undefined && { records: records.map(parseRecord) }),
      });
      if (!sent.ok) throw refusal(sent.error);
      return describePayment(sent.value);
    },

    async probe(request) {
      const probed = await sender.probe(parseTarget(request));
      if (!probed.ok) throw refusal(probed.error);
      return describeProbe(probed.value);
    },

    async received() {
      return spontaneous.payments(LIST_LIMIT).map(describeSpontaneous);
    },
  };
}

function parseTarget({ nodeId, amountMsat, maxFeeMsat, timeoutSeconds }: ProbeRequest) {
  return {
    payee: parseNodeId(nodeId),
    amount: parseMsat('amountMsat', amountMsat),
    ...(maxFeeMsat !== undefined && { maxFee: parseMaxFee(maxFeeMsat) }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
}

function parseRecord({ type, value }: CustomRecord) {
  return { type: BigInt(type), value: hexToBytes(value) };
}

function describeProbe(report: ProbeReport): ProbeResult {
  if (report.type === 'not_reached') return { reached: false, reason: report.reason };
  const { fee, milliseconds, route } = report;
  return {
    reached: true,
    feeMsat: fee.toString(),
    ...(milliseconds !== undefined && { milliseconds }),
    hops: route.hops.map(({ nodeId, shortChannelId }) => ({
      nodeId: bytesToHex(nodeId),
      shortChannelId: formatShortChannelId(shortChannelId),
    })),
  };
}
