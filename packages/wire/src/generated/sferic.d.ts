import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace sferic. */
export namespace sferic {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a Shutdown.
         * @deprecated Use sferic.v1.Shutdown.$Properties instead.
         */
        interface IShutdown extends sferic.v1.Shutdown.$Properties {
        }

        /** Represents a Shutdown. */
        class Shutdown {

            /**
             * Constructs a new Shutdown.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.Shutdown.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Shutdown channelId. */
            channelId?: (Uint8Array|null);

            /** Shutdown scriptpubkey. */
            scriptpubkey?: (Uint8Array|null);

            /**
             * Encodes the specified Shutdown message. Does not implicitly {@link sferic.v1.Shutdown.verify|verify} messages.
             * @param message Shutdown message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.Shutdown.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Shutdown message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.Shutdown & sferic.v1.Shutdown.$Shape} Shutdown
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.Shutdown & sferic.v1.Shutdown.$Shape;
        }

        namespace Shutdown {

            /** Properties of a Shutdown. */
            interface $Properties {

                /** Shutdown channelId */
                channelId?: (Uint8Array|null);

                /** Shutdown scriptpubkey */
                scriptpubkey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Shutdown. */
            type $Shape = sferic.v1.Shutdown.$Properties;
        }

        /**
         * Properties of a ClosingComplete.
         * @deprecated Use sferic.v1.ClosingComplete.$Properties instead.
         */
        interface IClosingComplete extends sferic.v1.ClosingComplete.$Properties {
        }

        /** Represents a ClosingComplete. */
        class ClosingComplete {

            /**
             * Constructs a new ClosingComplete.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.ClosingComplete.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClosingComplete channelId. */
            channelId?: (Uint8Array|null);

            /** ClosingComplete closerScriptpubkey. */
            closerScriptpubkey?: (Uint8Array|null);

            /** ClosingComplete closeeScriptpubkey. */
            closeeScriptpubkey?: (Uint8Array|null);

            /** ClosingComplete feeSatoshis. */
            feeSatoshis?: (Long|null);

            /** ClosingComplete locktime. */
            locktime?: (number|null);

            /** ClosingComplete closerOutputOnly. */
            closerOutputOnly?: (Uint8Array|null);

            /** ClosingComplete closeeOutputOnly. */
            closeeOutputOnly?: (Uint8Array|null);

            /** ClosingComplete closerAndCloseeOutputs. */
            closerAndCloseeOutputs?: (Uint8Array|null);

            /**
             * Encodes the specified ClosingComplete message. Does not implicitly {@link sferic.v1.ClosingComplete.verify|verify} messages.
             * @param message ClosingComplete message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.ClosingComplete.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClosingComplete message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.ClosingComplete & sferic.v1.ClosingComplete.$Shape} ClosingComplete
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.ClosingComplete & sferic.v1.ClosingComplete.$Shape;
        }

        namespace ClosingComplete {

            /** Properties of a ClosingComplete. */
            interface $Properties {

                /** ClosingComplete channelId */
                channelId?: (Uint8Array|null);

                /** ClosingComplete closerScriptpubkey */
                closerScriptpubkey?: (Uint8Array|null);

                /** ClosingComplete closeeScriptpubkey */
                closeeScriptpubkey?: (Uint8Array|null);

                /** ClosingComplete feeSatoshis */
                feeSatoshis?: (Long|null);

                /** ClosingComplete locktime */
                locktime?: (number|null);

                /** ClosingComplete closerOutputOnly */
                closerOutputOnly?: (Uint8Array|null);

                /** ClosingComplete closeeOutputOnly */
                closeeOutputOnly?: (Uint8Array|null);

                /** ClosingComplete closerAndCloseeOutputs */
                closerAndCloseeOutputs?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClosingComplete. */
            type $Shape = sferic.v1.ClosingComplete.$Properties;
        }

        /**
         * Properties of a ClosingSig.
         * @deprecated Use sferic.v1.ClosingSig.$Properties instead.
         */
        interface IClosingSig extends sferic.v1.ClosingSig.$Properties {
        }

        /** Represents a ClosingSig. */
        class ClosingSig {

            /**
             * Constructs a new ClosingSig.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.ClosingSig.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClosingSig channelId. */
            channelId?: (Uint8Array|null);

            /** ClosingSig closerScriptpubkey. */
            closerScriptpubkey?: (Uint8Array|null);

            /** ClosingSig closeeScriptpubkey. */
            closeeScriptpubkey?: (Uint8Array|null);

            /** ClosingSig feeSatoshis. */
            feeSatoshis?: (Long|null);

            /** ClosingSig locktime. */
            locktime?: (number|null);

            /** ClosingSig closerOutputOnly. */
            closerOutputOnly?: (Uint8Array|null);

            /** ClosingSig closeeOutputOnly. */
            closeeOutputOnly?: (Uint8Array|null);

            /** ClosingSig closerAndCloseeOutputs. */
            closerAndCloseeOutputs?: (Uint8Array|null);

            /**
             * Encodes the specified ClosingSig message. Does not implicitly {@link sferic.v1.ClosingSig.verify|verify} messages.
             * @param message ClosingSig message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.ClosingSig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClosingSig message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.ClosingSig & sferic.v1.ClosingSig.$Shape} ClosingSig
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.ClosingSig & sferic.v1.ClosingSig.$Shape;
        }

        namespace ClosingSig {

            /** Properties of a ClosingSig. */
            interface $Properties {

                /** ClosingSig channelId */
                channelId?: (Uint8Array|null);

                /** ClosingSig closerScriptpubkey */
                closerScriptpubkey?: (Uint8Array|null);

                /** ClosingSig closeeScriptpubkey */
                closeeScriptpubkey?: (Uint8Array|null);

                /** ClosingSig feeSatoshis */
                feeSatoshis?: (Long|null);

                /** ClosingSig locktime */
                locktime?: (number|null);

                /** ClosingSig closerOutputOnly */
                closerOutputOnly?: (Uint8Array|null);

                /** ClosingSig closeeOutputOnly */
                closeeOutputOnly?: (Uint8Array|null);

                /** ClosingSig closerAndCloseeOutputs */
                closerAndCloseeOutputs?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClosingSig. */
            type $Shape = sferic.v1.ClosingSig.$Properties;
        }

        /**
         * Properties of an Envelope.
         * @deprecated Use sferic.v1.Envelope.$Properties instead.
         */
        interface IEnvelope extends sferic.v1.Envelope.$Properties {
        }

        /** Represents an Envelope. */
        class Envelope {

            /**
             * Constructs a new Envelope.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.Envelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Envelope warning. */
            warning?: (sferic.v1.Warning.$Properties|null);

            /** Envelope peerStorage. */
            peerStorage?: (sferic.v1.PeerStorage.$Properties|null);

            /** Envelope peerStorageRetrieval. */
            peerStorageRetrieval?: (sferic.v1.PeerStorageRetrieval.$Properties|null);

            /** Envelope init. */
            init?: (sferic.v1.Init.$Properties|null);

            /** Envelope error. */
            error?: (sferic.v1.Error.$Properties|null);

            /** Envelope ping. */
            ping?: (sferic.v1.Ping.$Properties|null);

            /** Envelope pong. */
            pong?: (sferic.v1.Pong.$Properties|null);

            /** Envelope channelReady. */
            channelReady?: (sferic.v1.ChannelReady.$Properties|null);

            /** Envelope shutdown. */
            shutdown?: (sferic.v1.Shutdown.$Properties|null);

            /** Envelope closingComplete. */
            closingComplete?: (sferic.v1.ClosingComplete.$Properties|null);

            /** Envelope closingSig. */
            closingSig?: (sferic.v1.ClosingSig.$Properties|null);

            /** Envelope openChannel2. */
            openChannel2?: (sferic.v1.OpenChannel2.$Properties|null);

            /** Envelope acceptChannel2. */
            acceptChannel2?: (sferic.v1.AcceptChannel2.$Properties|null);

            /** Envelope txAddInput. */
            txAddInput?: (sferic.v1.TxAddInput.$Properties|null);

            /** Envelope txAddOutput. */
            txAddOutput?: (sferic.v1.TxAddOutput.$Properties|null);

            /** Envelope txRemoveInput. */
            txRemoveInput?: (sferic.v1.TxRemoveInput.$Properties|null);

            /** Envelope txRemoveOutput. */
            txRemoveOutput?: (sferic.v1.TxRemoveOutput.$Properties|null);

            /** Envelope txComplete. */
            txComplete?: (sferic.v1.TxComplete.$Properties|null);

            /** Envelope txSignatures. */
            txSignatures?: (sferic.v1.TxSignatures.$Properties|null);

            /** Envelope txInitRbf. */
            txInitRbf?: (sferic.v1.TxInitRbf.$Properties|null);

            /** Envelope txAckRbf. */
            txAckRbf?: (sferic.v1.TxAckRbf.$Properties|null);

            /** Envelope txAbort. */
            txAbort?: (sferic.v1.TxAbort.$Properties|null);

            /** Envelope startBatch. */
            startBatch?: (sferic.v1.StartBatch.$Properties|null);

            /** Envelope updateAddHtlc. */
            updateAddHtlc?: (sferic.v1.UpdateAddHtlc.$Properties|null);

            /** Envelope updateFulfillHtlc. */
            updateFulfillHtlc?: (sferic.v1.UpdateFulfillHtlc.$Properties|null);

            /** Envelope updateFailHtlc. */
            updateFailHtlc?: (sferic.v1.UpdateFailHtlc.$Properties|null);

            /** Envelope commitmentSigned. */
            commitmentSigned?: (sferic.v1.CommitmentSigned.$Properties|null);

            /** Envelope revokeAndAck. */
            revokeAndAck?: (sferic.v1.RevokeAndAck.$Properties|null);

            /** Envelope updateFee. */
            updateFee?: (sferic.v1.UpdateFee.$Properties|null);

            /** Envelope updateFailMalformedHtlc. */
            updateFailMalformedHtlc?: (sferic.v1.UpdateFailMalformedHtlc.$Properties|null);

            /** Envelope channelReestablish. */
            channelReestablish?: (sferic.v1.ChannelReestablish.$Properties|null);

            /** Envelope channelAnnouncement. */
            channelAnnouncement?: (sferic.v1.ChannelAnnouncement.$Properties|null);

            /** Envelope nodeAnnouncement. */
            nodeAnnouncement?: (sferic.v1.NodeAnnouncement.$Properties|null);

            /** Envelope channelUpdate. */
            channelUpdate?: (sferic.v1.ChannelUpdate.$Properties|null);

            /** Envelope announcementSignatures. */
            announcementSignatures?: (sferic.v1.AnnouncementSignatures.$Properties|null);

            /** Envelope queryShortChannelIds. */
            queryShortChannelIds?: (sferic.v1.QueryShortChannelIds.$Properties|null);

            /** Envelope replyShortChannelIdsEnd. */
            replyShortChannelIdsEnd?: (sferic.v1.ReplyShortChannelIdsEnd.$Properties|null);

            /** Envelope queryChannelRange. */
            queryChannelRange?: (sferic.v1.QueryChannelRange.$Properties|null);

            /** Envelope replyChannelRange. */
            replyChannelRange?: (sferic.v1.ReplyChannelRange.$Properties|null);

            /** Envelope gossipTimestampFilter. */
            gossipTimestampFilter?: (sferic.v1.GossipTimestampFilter.$Properties|null);

            /** Envelope message. */
            message?: ("warning"|"peerStorage"|"peerStorageRetrieval"|"init"|"error"|"ping"|"pong"|"channelReady"|"shutdown"|"closingComplete"|"closingSig"|"openChannel2"|"acceptChannel2"|"txAddInput"|"txAddOutput"|"txRemoveInput"|"txRemoveOutput"|"txComplete"|"txSignatures"|"txInitRbf"|"txAckRbf"|"txAbort"|"startBatch"|"updateAddHtlc"|"updateFulfillHtlc"|"updateFailHtlc"|"commitmentSigned"|"revokeAndAck"|"updateFee"|"updateFailMalformedHtlc"|"channelReestablish"|"channelAnnouncement"|"nodeAnnouncement"|"channelUpdate"|"announcementSignatures"|"queryShortChannelIds"|"replyShortChannelIdsEnd"|"queryChannelRange"|"replyChannelRange"|"gossipTimestampFilter");

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link sferic.v1.Envelope.verify|verify} messages.
             * @param message Envelope message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.Envelope & sferic.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.Envelope & sferic.v1.Envelope.$Shape;
        }

        namespace Envelope {

            /** Properties of an Envelope. */
            interface $Properties {

                /** Envelope warning */
                warning?: (sferic.v1.Warning.$Properties|null);

                /** Envelope peerStorage */
                peerStorage?: (sferic.v1.PeerStorage.$Properties|null);

                /** Envelope peerStorageRetrieval */
                peerStorageRetrieval?: (sferic.v1.PeerStorageRetrieval.$Properties|null);

                /** Envelope init */
                init?: (sferic.v1.Init.$Properties|null);

                /** Envelope error */
                error?: (sferic.v1.Error.$Properties|null);

                /** Envelope ping */
                ping?: (sferic.v1.Ping.$Properties|null);

                /** Envelope pong */
                pong?: (sferic.v1.Pong.$Properties|null);

                /** Envelope channelReady */
                channelReady?: (sferic.v1.ChannelReady.$Properties|null);

                /** Envelope shutdown */
                shutdown?: (sferic.v1.Shutdown.$Properties|null);

                /** Envelope closingComplete */
                closingComplete?: (sferic.v1.ClosingComplete.$Properties|null);

                /** Envelope closingSig */
                closingSig?: (sferic.v1.ClosingSig.$Properties|null);

                /** Envelope openChannel2 */
                openChannel2?: (sferic.v1.OpenChannel2.$Properties|null);

                /** Envelope acceptChannel2 */
                acceptChannel2?: (sferic.v1.AcceptChannel2.$Properties|null);

                /** Envelope txAddInput */
                txAddInput?: (sferic.v1.TxAddInput.$Properties|null);

                /** Envelope txAddOutput */
                txAddOutput?: (sferic.v1.TxAddOutput.$Properties|null);

                /** Envelope txRemoveInput */
                txRemoveInput?: (sferic.v1.TxRemoveInput.$Properties|null);

                /** Envelope txRemoveOutput */
                txRemoveOutput?: (sferic.v1.TxRemoveOutput.$Properties|null);

                /** Envelope txComplete */
                txComplete?: (sferic.v1.TxComplete.$Properties|null);

                /** Envelope txSignatures */
                txSignatures?: (sferic.v1.TxSignatures.$Properties|null);

                /** Envelope txInitRbf */
                txInitRbf?: (sferic.v1.TxInitRbf.$Properties|null);

                /** Envelope txAckRbf */
                txAckRbf?: (sferic.v1.TxAckRbf.$Properties|null);

                /** Envelope txAbort */
                txAbort?: (sferic.v1.TxAbort.$Properties|null);

                /** Envelope startBatch */
                startBatch?: (sferic.v1.StartBatch.$Properties|null);

                /** Envelope updateAddHtlc */
                updateAddHtlc?: (sferic.v1.UpdateAddHtlc.$Properties|null);

                /** Envelope updateFulfillHtlc */
                updateFulfillHtlc?: (sferic.v1.UpdateFulfillHtlc.$Properties|null);

                /** Envelope updateFailHtlc */
                updateFailHtlc?: (sferic.v1.UpdateFailHtlc.$Properties|null);

                /** Envelope commitmentSigned */
                commitmentSigned?: (sferic.v1.CommitmentSigned.$Properties|null);

                /** Envelope revokeAndAck */
                revokeAndAck?: (sferic.v1.RevokeAndAck.$Properties|null);

                /** Envelope updateFee */
                updateFee?: (sferic.v1.UpdateFee.$Properties|null);

                /** Envelope updateFailMalformedHtlc */
                updateFailMalformedHtlc?: (sferic.v1.UpdateFailMalformedHtlc.$Properties|null);

                /** Envelope channelReestablish */
                channelReestablish?: (sferic.v1.ChannelReestablish.$Properties|null);

                /** Envelope channelAnnouncement */
                channelAnnouncement?: (sferic.v1.ChannelAnnouncement.$Properties|null);

                /** Envelope nodeAnnouncement */
                nodeAnnouncement?: (sferic.v1.NodeAnnouncement.$Properties|null);

                /** Envelope channelUpdate */
                channelUpdate?: (sferic.v1.ChannelUpdate.$Properties|null);

                /** Envelope announcementSignatures */
                announcementSignatures?: (sferic.v1.AnnouncementSignatures.$Properties|null);

                /** Envelope queryShortChannelIds */
                queryShortChannelIds?: (sferic.v1.QueryShortChannelIds.$Properties|null);

                /** Envelope replyShortChannelIdsEnd */
                replyShortChannelIdsEnd?: (sferic.v1.ReplyShortChannelIdsEnd.$Properties|null);

                /** Envelope queryChannelRange */
                queryChannelRange?: (sferic.v1.QueryChannelRange.$Properties|null);

                /** Envelope replyChannelRange */
                replyChannelRange?: (sferic.v1.ReplyChannelRange.$Properties|null);

                /** Envelope gossipTimestampFilter */
                gossipTimestampFilter?: (sferic.v1.GossipTimestampFilter.$Properties|null);

                /** Envelope message */
                message?: ("warning"|"peerStorage"|"peerStorageRetrieval"|"init"|"error"|"ping"|"pong"|"channelReady"|"shutdown"|"closingComplete"|"closingSig"|"openChannel2"|"acceptChannel2"|"txAddInput"|"txAddOutput"|"txRemoveInput"|"txRemoveOutput"|"txComplete"|"txSignatures"|"txInitRbf"|"txAckRbf"|"txAbort"|"startBatch"|"updateAddHtlc"|"updateFulfillHtlc"|"updateFailHtlc"|"commitmentSigned"|"revokeAndAck"|"updateFee"|"updateFailMalformedHtlc"|"channelReestablish"|"channelAnnouncement"|"nodeAnnouncement"|"channelUpdate"|"announcementSignatures"|"queryShortChannelIds"|"replyShortChannelIdsEnd"|"queryChannelRange"|"replyChannelRange"|"gossipTimestampFilter");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Envelope. */
            type $Shape = {
              warning?: sferic.v1.Warning.$Shape|null;
              peerStorage?: sferic.v1.PeerStorage.$Shape|null;
              peerStorageRetrieval?: sferic.v1.PeerStorageRetrieval.$Shape|null;
              init?: sferic.v1.Init.$Shape|null;
              error?: sferic.v1.Error.$Shape|null;
              ping?: sferic.v1.Ping.$Shape|null;
              pong?: sferic.v1.Pong.$Shape|null;
              channelReady?: sferic.v1.ChannelReady.$Shape|null;
              shutdown?: sferic.v1.Shutdown.$Shape|null;
              closingComplete?: sferic.v1.ClosingComplete.$Shape|null;
              closingSig?: sferic.v1.ClosingSig.$Shape|null;
              openChannel2?: sferic.v1.OpenChannel2.$Shape|null;
              acceptChannel2?: sferic.v1.AcceptChannel2.$Shape|null;
              txAddInput?: sferic.v1.TxAddInput.$Shape|null;
              txAddOutput?: sferic.v1.TxAddOutput.$Shape|null;
              txRemoveInput?: sferic.v1.TxRemoveInput.$Shape|null;
              txRemoveOutput?: sferic.v1.TxRemoveOutput.$Shape|null;
              txComplete?: sferic.v1.TxComplete.$Shape|null;
              txSignatures?: sferic.v1.TxSignatures.$Shape|null;
              txInitRbf?: sferic.v1.TxInitRbf.$Shape|null;
              txAckRbf?: sferic.v1.TxAckRbf.$Shape|null;
              txAbort?: sferic.v1.TxAbort.$Shape|null;
              startBatch?: sferic.v1.StartBatch.$Shape|null;
              updateAddHtlc?: sferic.v1.UpdateAddHtlc.$Shape|null;
              updateFulfillHtlc?: sferic.v1.UpdateFulfillHtlc.$Shape|null;
              updateFailHtlc?: sferic.v1.UpdateFailHtlc.$Shape|null;
              commitmentSigned?: sferic.v1.CommitmentSigned.$Shape|null;
              revokeAndAck?: sferic.v1.RevokeAndAck.$Shape|null;
              updateFee?: sferic.v1.UpdateFee.$Shape|null;
              updateFailMalformedHtlc?: sferic.v1.UpdateFailMalformedHtlc.$Shape|null;
              channelReestablish?: sferic.v1.ChannelReestablish.$Shape|null;
              channelAnnouncement?: sferic.v1.ChannelAnnouncement.$Shape|null;
              nodeAnnouncement?: sferic.v1.NodeAnnouncement.$Shape|null;
              channelUpdate?: sferic.v1.ChannelUpdate.$Shape|null;
              announcementSignatures?: sferic.v1.AnnouncementSignatures.$Shape|null;
              queryShortChannelIds?: sferic.v1.QueryShortChannelIds.$Shape|null;
              replyShortChannelIdsEnd?: sferic.v1.ReplyShortChannelIdsEnd.$Shape|null;
              queryChannelRange?: sferic.v1.QueryChannelRange.$Shape|null;
              replyChannelRange?: sferic.v1.ReplyChannelRange.$Shape|null;
              gossipTimestampFilter?: sferic.v1.GossipTimestampFilter.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "warning"; warning: sferic.v1.Warning.$Shape; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "peerStorage"; warning?: null; peerStorage: sferic.v1.PeerStorage.$Shape; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "peerStorageRetrieval"; warning?: null; peerStorage?: null; peerStorageRetrieval: sferic.v1.PeerStorageRetrieval.$Shape; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "init"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init: sferic.v1.Init.$Shape; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "error"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error: sferic.v1.Error.$Shape; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "ping"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping: sferic.v1.Ping.$Shape; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "pong"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong: sferic.v1.Pong.$Shape; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "channelReady"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady: sferic.v1.ChannelReady.$Shape; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "shutdown"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown: sferic.v1.Shutdown.$Shape; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "closingComplete"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete: sferic.v1.ClosingComplete.$Shape; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "closingSig"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig: sferic.v1.ClosingSig.$Shape; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "openChannel2"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2: sferic.v1.OpenChannel2.$Shape; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "acceptChannel2"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2: sferic.v1.AcceptChannel2.$Shape; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "txAddInput"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput: sferic.v1.TxAddInput.$Shape; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "txAddOutput"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput: sferic.v1.TxAddOutput.$Shape; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "txRemoveInput"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput: sferic.v1.TxRemoveInput.$Shape; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "txRemoveOutput"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput: sferic.v1.TxRemoveOutput.$Shape; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "txComplete"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete: sferic.v1.TxComplete.$Shape; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "txSignatures"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures: sferic.v1.TxSignatures.$Shape; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "txInitRbf"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf: sferic.v1.TxInitRbf.$Shape; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "txAckRbf"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf: sferic.v1.TxAckRbf.$Shape; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "txAbort"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort: sferic.v1.TxAbort.$Shape; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "startBatch"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch: sferic.v1.StartBatch.$Shape; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "updateAddHtlc"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc: sferic.v1.UpdateAddHtlc.$Shape; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "updateFulfillHtlc"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc: sferic.v1.UpdateFulfillHtlc.$Shape; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "updateFailHtlc"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc: sferic.v1.UpdateFailHtlc.$Shape; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "commitmentSigned"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned: sferic.v1.CommitmentSigned.$Shape; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "revokeAndAck"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck: sferic.v1.RevokeAndAck.$Shape; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "updateFee"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee: sferic.v1.UpdateFee.$Shape; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "updateFailMalformedHtlc"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc: sferic.v1.UpdateFailMalformedHtlc.$Shape; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "channelReestablish"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish: sferic.v1.ChannelReestablish.$Shape; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "channelAnnouncement"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement: sferic.v1.ChannelAnnouncement.$Shape; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "nodeAnnouncement"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement: sferic.v1.NodeAnnouncement.$Shape; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "channelUpdate"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate: sferic.v1.ChannelUpdate.$Shape; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "announcementSignatures"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures: sferic.v1.AnnouncementSignatures.$Shape; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "queryShortChannelIds"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds: sferic.v1.QueryShortChannelIds.$Shape; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "replyShortChannelIdsEnd"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd: sferic.v1.ReplyShortChannelIdsEnd.$Shape; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "queryChannelRange"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange: sferic.v1.QueryChannelRange.$Shape; replyChannelRange?: null; gossipTimestampFilter?: null }|{ message?: "replyChannelRange"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange: sferic.v1.ReplyChannelRange.$Shape; gossipTimestampFilter?: null }|{ message?: "gossipTimestampFilter"; warning?: null; peerStorage?: null; peerStorageRetrieval?: null; init?: null; error?: null; ping?: null; pong?: null; channelReady?: null; shutdown?: null; closingComplete?: null; closingSig?: null; openChannel2?: null; acceptChannel2?: null; txAddInput?: null; txAddOutput?: null; txRemoveInput?: null; txRemoveOutput?: null; txComplete?: null; txSignatures?: null; txInitRbf?: null; txAckRbf?: null; txAbort?: null; startBatch?: null; updateAddHtlc?: null; updateFulfillHtlc?: null; updateFailHtlc?: null; commitmentSigned?: null; revokeAndAck?: null; updateFee?: null; updateFailMalformedHtlc?: null; channelReestablish?: null; channelAnnouncement?: null; nodeAnnouncement?: null; channelUpdate?: null; announcementSignatures?: null; queryShortChannelIds?: null; replyShortChannelIdsEnd?: null; queryChannelRange?: null; replyChannelRange?: null; gossipTimestampFilter: sferic.v1.GossipTimestampFilter.$Shape })
            );
        }

        /**
         * Properties of an AnnouncementSignatures.
         * @deprecated Use sferic.v1.AnnouncementSignatures.$Properties instead.
         */
        interface IAnnouncementSignatures extends sferic.v1.AnnouncementSignatures.$Properties {
        }

        /** Represents an AnnouncementSignatures. */
        class AnnouncementSignatures {

            /**
             * Constructs a new AnnouncementSignatures.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.AnnouncementSignatures.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AnnouncementSignatures channelId. */
            channelId?: (Uint8Array|null);

            /** AnnouncementSignatures shortChannelId. */
            shortChannelId?: (Long|null);

            /** AnnouncementSignatures nodeSignature. */
            nodeSignature?: (Uint8Array|null);

            /** AnnouncementSignatures bitcoinSignature. */
            bitcoinSignature?: (Uint8Array|null);

            /**
             * Encodes the specified AnnouncementSignatures message. Does not implicitly {@link sferic.v1.AnnouncementSignatures.verify|verify} messages.
             * @param message AnnouncementSignatures message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.AnnouncementSignatures.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AnnouncementSignatures message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.AnnouncementSignatures & sferic.v1.AnnouncementSignatures.$Shape} AnnouncementSignatures
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.AnnouncementSignatures & sferic.v1.AnnouncementSignatures.$Shape;
        }

        namespace AnnouncementSignatures {

            /** Properties of an AnnouncementSignatures. */
            interface $Properties {

                /** AnnouncementSignatures channelId */
                channelId?: (Uint8Array|null);

                /** AnnouncementSignatures shortChannelId */
                shortChannelId?: (Long|null);

                /** AnnouncementSignatures nodeSignature */
                nodeSignature?: (Uint8Array|null);

                /** AnnouncementSignatures bitcoinSignature */
                bitcoinSignature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AnnouncementSignatures. */
            type $Shape = sferic.v1.AnnouncementSignatures.$Properties;
        }

        /**
         * Properties of a ChannelAnnouncement.
         * @deprecated Use sferic.v1.ChannelAnnouncement.$Properties instead.
         */
        interface IChannelAnnouncement extends sferic.v1.ChannelAnnouncement.$Properties {
        }

        /** Represents a ChannelAnnouncement. */
        class ChannelAnnouncement {

            /**
             * Constructs a new ChannelAnnouncement.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.ChannelAnnouncement.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelAnnouncement nodeSignature_1. */
            nodeSignature_1?: (Uint8Array|null);

            /** ChannelAnnouncement nodeSignature_2. */
            nodeSignature_2?: (Uint8Array|null);

            /** ChannelAnnouncement bitcoinSignature_1. */
            bitcoinSignature_1?: (Uint8Array|null);

            /** ChannelAnnouncement bitcoinSignature_2. */
            bitcoinSignature_2?: (Uint8Array|null);

            /** ChannelAnnouncement features. */
            features?: (Uint8Array|null);

            /** ChannelAnnouncement chainHash. */
            chainHash?: (Uint8Array|null);

            /** ChannelAnnouncement shortChannelId. */
            shortChannelId?: (Long|null);

            /** ChannelAnnouncement nodeId_1. */
            nodeId_1?: (Uint8Array|null);

            /** ChannelAnnouncement nodeId_2. */
            nodeId_2?: (Uint8Array|null);

            /** ChannelAnnouncement bitcoinKey_1. */
            bitcoinKey_1?: (Uint8Array|null);

            /** ChannelAnnouncement bitcoinKey_2. */
            bitcoinKey_2?: (Uint8Array|null);

            /** ChannelAnnouncement extension. */
            extension?: (Uint8Array|null);

            /**
             * Encodes the specified ChannelAnnouncement message. Does not implicitly {@link sferic.v1.ChannelAnnouncement.verify|verify} messages.
             * @param message ChannelAnnouncement message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.ChannelAnnouncement.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelAnnouncement message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.ChannelAnnouncement & sferic.v1.ChannelAnnouncement.$Shape} ChannelAnnouncement
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.ChannelAnnouncement & sferic.v1.ChannelAnnouncement.$Shape;
        }

        namespace ChannelAnnouncement {

            /** Properties of a ChannelAnnouncement. */
            interface $Properties {

                /** ChannelAnnouncement nodeSignature_1 */
                nodeSignature_1?: (Uint8Array|null);

                /** ChannelAnnouncement nodeSignature_2 */
                nodeSignature_2?: (Uint8Array|null);

                /** ChannelAnnouncement bitcoinSignature_1 */
                bitcoinSignature_1?: (Uint8Array|null);

                /** ChannelAnnouncement bitcoinSignature_2 */
                bitcoinSignature_2?: (Uint8Array|null);

                /** ChannelAnnouncement features */
                features?: (Uint8Array|null);

                /** ChannelAnnouncement chainHash */
                chainHash?: (Uint8Array|null);

                /** ChannelAnnouncement shortChannelId */
                shortChannelId?: (Long|null);

                /** ChannelAnnouncement nodeId_1 */
                nodeId_1?: (Uint8Array|null);

                /** ChannelAnnouncement nodeId_2 */
                nodeId_2?: (Uint8Array|null);

                /** ChannelAnnouncement bitcoinKey_1 */
                bitcoinKey_1?: (Uint8Array|null);

                /** ChannelAnnouncement bitcoinKey_2 */
                bitcoinKey_2?: (Uint8Array|null);

                /** ChannelAnnouncement extension */
                extension?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelAnnouncement. */
            type $Shape = sferic.v1.ChannelAnnouncement.$Properties;
        }

        /**
         * Properties of a NodeAnnouncement.
         * @deprecated Use sferic.v1.NodeAnnouncement.$Properties instead.
         */
        interface INodeAnnouncement extends sferic.v1.NodeAnnouncement.$Properties {
        }

        /** Represents a NodeAnnouncement. */
        class NodeAnnouncement {

            /**
             * Constructs a new NodeAnnouncement.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.NodeAnnouncement.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodeAnnouncement signature. */
            signature?: (Uint8Array|null);

            /** NodeAnnouncement features. */
            features?: (Uint8Array|null);

            /** NodeAnnouncement timestamp. */
            timestamp?: (number|null);

            /** NodeAnnouncement nodeId. */
            nodeId?: (Uint8Array|null);

            /** NodeAnnouncement rgbColor. */
            rgbColor?: (Uint8Array|null);

            /** NodeAnnouncement alias. */
            alias?: (Uint8Array|null);

            /** NodeAnnouncement addresses. */
            addresses?: (Uint8Array|null);

            /** NodeAnnouncement extension. */
            extension?: (Uint8Array|null);

            /**
             * Encodes the specified NodeAnnouncement message. Does not implicitly {@link sferic.v1.NodeAnnouncement.verify|verify} messages.
             * @param message NodeAnnouncement message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.NodeAnnouncement.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeAnnouncement message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.NodeAnnouncement & sferic.v1.NodeAnnouncement.$Shape} NodeAnnouncement
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.NodeAnnouncement & sferic.v1.NodeAnnouncement.$Shape;
        }

        namespace NodeAnnouncement {

            /** Properties of a NodeAnnouncement. */
            interface $Properties {

                /** NodeAnnouncement signature */
                signature?: (Uint8Array|null);

                /** NodeAnnouncement features */
                features?: (Uint8Array|null);

                /** NodeAnnouncement timestamp */
                timestamp?: (number|null);

                /** NodeAnnouncement nodeId */
                nodeId?: (Uint8Array|null);

                /** NodeAnnouncement rgbColor */
                rgbColor?: (Uint8Array|null);

                /** NodeAnnouncement alias */
                alias?: (Uint8Array|null);

                /** NodeAnnouncement addresses */
                addresses?: (Uint8Array|null);

                /** NodeAnnouncement extension */
                extension?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeAnnouncement. */
            type $Shape = sferic.v1.NodeAnnouncement.$Properties;
        }

        /**
         * Properties of a ChannelUpdate.
         * @deprecated Use sferic.v1.ChannelUpdate.$Properties instead.
         */
        interface IChannelUpdate extends sferic.v1.ChannelUpdate.$Properties {
        }

        /** Represents a ChannelUpdate. */
        class ChannelUpdate {

            /**
             * Constructs a new ChannelUpdate.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.ChannelUpdate.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelUpdate signature. */
            signature?: (Uint8Array|null);

            /** ChannelUpdate chainHash. */
            chainHash?: (Uint8Array|null);

            /** ChannelUpdate shortChannelId. */
            shortChannelId?: (Long|null);

            /** ChannelUpdate timestamp. */
            timestamp?: (number|null);

            /** ChannelUpdate messageFlags. */
            messageFlags?: (number|null);

            /** ChannelUpdate channelFlags. */
            channelFlags?: (number|null);

            /** ChannelUpdate cltvExpiryDelta. */
            cltvExpiryDelta?: (number|null);

            /** ChannelUpdate htlcMinimumMsat. */
            htlcMinimumMsat?: (Long|null);

            /** ChannelUpdate feeBaseMsat. */
            feeBaseMsat?: (number|null);

            /** ChannelUpdate feeProportionalMillionths. */
            feeProportionalMillionths?: (number|null);

            /** ChannelUpdate htlcMaximumMsat. */
            htlcMaximumMsat?: (Long|null);

            /** ChannelUpdate extension. */
            extension?: (Uint8Array|null);

            /**
             * Encodes the specified ChannelUpdate message. Does not implicitly {@link sferic.v1.ChannelUpdate.verify|verify} messages.
             * @param message ChannelUpdate message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.ChannelUpdate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelUpdate message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.ChannelUpdate & sferic.v1.ChannelUpdate.$Shape} ChannelUpdate
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.ChannelUpdate & sferic.v1.ChannelUpdate.$Shape;
        }

        namespace ChannelUpdate {

            /** Properties of a ChannelUpdate. */
            interface $Properties {

                /** ChannelUpdate signature */
                signature?: (Uint8Array|null);

                /** ChannelUpdate chainHash */
                chainHash?: (Uint8Array|null);

                /** ChannelUpdate shortChannelId */
                shortChannelId?: (Long|null);

                /** ChannelUpdate timestamp */
                timestamp?: (number|null);

                /** ChannelUpdate messageFlags */
                messageFlags?: (number|null);

                /** ChannelUpdate channelFlags */
                channelFlags?: (number|null);

                /** ChannelUpdate cltvExpiryDelta */
                cltvExpiryDelta?: (number|null);

                /** ChannelUpdate htlcMinimumMsat */
                htlcMinimumMsat?: (Long|null);

                /** ChannelUpdate feeBaseMsat */
                feeBaseMsat?: (number|null);

                /** ChannelUpdate feeProportionalMillionths */
                feeProportionalMillionths?: (number|null);

                /** ChannelUpdate htlcMaximumMsat */
                htlcMaximumMsat?: (Long|null);

                /** ChannelUpdate extension */
                extension?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelUpdate. */
            type $Shape = sferic.v1.ChannelUpdate.$Properties;
        }

        /**
         * Properties of a QueryShortChannelIds.
         * @deprecated Use sferic.v1.QueryShortChannelIds.$Properties instead.
         */
        interface IQueryShortChannelIds extends sferic.v1.QueryShortChannelIds.$Properties {
        }

        /** Represents a QueryShortChannelIds. */
        class QueryShortChannelIds {

            /**
             * Constructs a new QueryShortChannelIds.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.QueryShortChannelIds.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** QueryShortChannelIds chainHash. */
            chainHash?: (Uint8Array|null);

            /** QueryShortChannelIds encodedShortIds. */
            encodedShortIds?: (Uint8Array|null);

            /** QueryShortChannelIds queryFlags. */
            queryFlags?: (Uint8Array|null);

            /**
             * Encodes the specified QueryShortChannelIds message. Does not implicitly {@link sferic.v1.QueryShortChannelIds.verify|verify} messages.
             * @param message QueryShortChannelIds message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.QueryShortChannelIds.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a QueryShortChannelIds message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.QueryShortChannelIds & sferic.v1.QueryShortChannelIds.$Shape} QueryShortChannelIds
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.QueryShortChannelIds & sferic.v1.QueryShortChannelIds.$Shape;
        }

        namespace QueryShortChannelIds {

            /** Properties of a QueryShortChannelIds. */
            interface $Properties {

                /** QueryShortChannelIds chainHash */
                chainHash?: (Uint8Array|null);

                /** QueryShortChannelIds encodedShortIds */
                encodedShortIds?: (Uint8Array|null);

                /** QueryShortChannelIds queryFlags */
                queryFlags?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a QueryShortChannelIds. */
            type $Shape = sferic.v1.QueryShortChannelIds.$Properties;
        }

        /**
         * Properties of a ReplyShortChannelIdsEnd.
         * @deprecated Use sferic.v1.ReplyShortChannelIdsEnd.$Properties instead.
         */
        interface IReplyShortChannelIdsEnd extends sferic.v1.ReplyShortChannelIdsEnd.$Properties {
        }

        /** Represents a ReplyShortChannelIdsEnd. */
        class ReplyShortChannelIdsEnd {

            /**
             * Constructs a new ReplyShortChannelIdsEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.ReplyShortChannelIdsEnd.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReplyShortChannelIdsEnd chainHash. */
            chainHash?: (Uint8Array|null);

            /** ReplyShortChannelIdsEnd fullInformation. */
            fullInformation?: (number|null);

            /**
             * Encodes the specified ReplyShortChannelIdsEnd message. Does not implicitly {@link sferic.v1.ReplyShortChannelIdsEnd.verify|verify} messages.
             * @param message ReplyShortChannelIdsEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.ReplyShortChannelIdsEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReplyShortChannelIdsEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.ReplyShortChannelIdsEnd & sferic.v1.ReplyShortChannelIdsEnd.$Shape} ReplyShortChannelIdsEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.ReplyShortChannelIdsEnd & sferic.v1.ReplyShortChannelIdsEnd.$Shape;
        }

        namespace ReplyShortChannelIdsEnd {

            /** Properties of a ReplyShortChannelIdsEnd. */
            interface $Properties {

                /** ReplyShortChannelIdsEnd chainHash */
                chainHash?: (Uint8Array|null);

                /** ReplyShortChannelIdsEnd fullInformation */
                fullInformation?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReplyShortChannelIdsEnd. */
            type $Shape = sferic.v1.ReplyShortChannelIdsEnd.$Properties;
        }

        /**
         * Properties of a QueryChannelRange.
         * @deprecated Use sferic.v1.QueryChannelRange.$Properties instead.
         */
        interface IQueryChannelRange extends sferic.v1.QueryChannelRange.$Properties {
        }

        /** Represents a QueryChannelRange. */
        class QueryChannelRange {

            /**
             * Constructs a new QueryChannelRange.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.QueryChannelRange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** QueryChannelRange chainHash. */
            chainHash?: (Uint8Array|null);

            /** QueryChannelRange firstBlocknum. */
            firstBlocknum?: (number|null);

            /** QueryChannelRange numberOfBlocks. */
            numberOfBlocks?: (number|null);

            /** QueryChannelRange queryOption. */
            queryOption?: (Long|null);

            /**
             * Encodes the specified QueryChannelRange message. Does not implicitly {@link sferic.v1.QueryChannelRange.verify|verify} messages.
             * @param message QueryChannelRange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.QueryChannelRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a QueryChannelRange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.QueryChannelRange & sferic.v1.QueryChannelRange.$Shape} QueryChannelRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.QueryChannelRange & sferic.v1.QueryChannelRange.$Shape;
        }

        namespace QueryChannelRange {

            /** Properties of a QueryChannelRange. */
            interface $Properties {

                /** QueryChannelRange chainHash */
                chainHash?: (Uint8Array|null);

                /** QueryChannelRange firstBlocknum */
                firstBlocknum?: (number|null);

                /** QueryChannelRange numberOfBlocks */
                numberOfBlocks?: (number|null);

                /** QueryChannelRange queryOption */
                queryOption?: (Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a QueryChannelRange. */
            type $Shape = sferic.v1.QueryChannelRange.$Properties;
        }

        /**
         * Properties of a ReplyChannelRange.
         * @deprecated Use sferic.v1.ReplyChannelRange.$Properties instead.
         */
        interface IReplyChannelRange extends sferic.v1.ReplyChannelRange.$Properties {
        }

        /** Represents a ReplyChannelRange. */
        class ReplyChannelRange {

            /**
             * Constructs a new ReplyChannelRange.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.ReplyChannelRange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReplyChannelRange chainHash. */
            chainHash?: (Uint8Array|null);

            /** ReplyChannelRange firstBlocknum. */
            firstBlocknum?: (number|null);

            /** ReplyChannelRange numberOfBlocks. */
            numberOfBlocks?: (number|null);

            /** ReplyChannelRange syncComplete. */
            syncComplete?: (number|null);

            /** ReplyChannelRange encodedShortIds. */
            encodedShortIds?: (Uint8Array|null);

            /** ReplyChannelRange timestamps. */
            timestamps?: (Uint8Array|null);

            /** ReplyChannelRange checksums. */
            checksums?: (Uint8Array|null);

            /**
             * Encodes the specified ReplyChannelRange message. Does not implicitly {@link sferic.v1.ReplyChannelRange.verify|verify} messages.
             * @param message ReplyChannelRange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.ReplyChannelRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReplyChannelRange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.ReplyChannelRange & sferic.v1.ReplyChannelRange.$Shape} ReplyChannelRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.ReplyChannelRange & sferic.v1.ReplyChannelRange.$Shape;
        }

        namespace ReplyChannelRange {

            /** Properties of a ReplyChannelRange. */
            interface $Properties {

                /** ReplyChannelRange chainHash */
                chainHash?: (Uint8Array|null);

                /** ReplyChannelRange firstBlocknum */
                firstBlocknum?: (number|null);

                /** ReplyChannelRange numberOfBlocks */
                numberOfBlocks?: (number|null);

                /** ReplyChannelRange syncComplete */
                syncComplete?: (number|null);

                /** ReplyChannelRange encodedShortIds */
                encodedShortIds?: (Uint8Array|null);

                /** ReplyChannelRange timestamps */
                timestamps?: (Uint8Array|null);

                /** ReplyChannelRange checksums */
                checksums?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReplyChannelRange. */
            type $Shape = sferic.v1.ReplyChannelRange.$Properties;
        }

        /**
         * Properties of a GossipTimestampFilter.
         * @deprecated Use sferic.v1.GossipTimestampFilter.$Properties instead.
         */
        interface IGossipTimestampFilter extends sferic.v1.GossipTimestampFilter.$Properties {
        }

        /** Represents a GossipTimestampFilter. */
        class GossipTimestampFilter {

            /**
             * Constructs a new GossipTimestampFilter.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.GossipTimestampFilter.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GossipTimestampFilter chainHash. */
            chainHash?: (Uint8Array|null);

            /** GossipTimestampFilter firstTimestamp. */
            firstTimestamp?: (number|null);

            /** GossipTimestampFilter timestampRange. */
            timestampRange?: (number|null);

            /**
             * Encodes the specified GossipTimestampFilter message. Does not implicitly {@link sferic.v1.GossipTimestampFilter.verify|verify} messages.
             * @param message GossipTimestampFilter message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.GossipTimestampFilter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GossipTimestampFilter message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.GossipTimestampFilter & sferic.v1.GossipTimestampFilter.$Shape} GossipTimestampFilter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.GossipTimestampFilter & sferic.v1.GossipTimestampFilter.$Shape;
        }

        namespace GossipTimestampFilter {

            /** Properties of a GossipTimestampFilter. */
            interface $Properties {

                /** GossipTimestampFilter chainHash */
                chainHash?: (Uint8Array|null);

                /** GossipTimestampFilter firstTimestamp */
                firstTimestamp?: (number|null);

                /** GossipTimestampFilter timestampRange */
                timestampRange?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GossipTimestampFilter. */
            type $Shape = sferic.v1.GossipTimestampFilter.$Properties;
        }

        /**
         * Properties of a TxAddInput.
         * @deprecated Use sferic.v1.TxAddInput.$Properties instead.
         */
        interface ITxAddInput extends sferic.v1.TxAddInput.$Properties {
        }

        /** Represents a TxAddInput. */
        class TxAddInput {

            /**
             * Constructs a new TxAddInput.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TxAddInput.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TxAddInput channelId. */
            channelId?: (Uint8Array|null);

            /** TxAddInput serialId. */
            serialId?: (Long|null);

            /** TxAddInput prevtx. */
            prevtx?: (Uint8Array|null);

            /** TxAddInput prevtxVout. */
            prevtxVout?: (number|null);

            /** TxAddInput sequence. */
            sequence?: (number|null);

            /** TxAddInput sharedInputTxid. */
            sharedInputTxid?: (Uint8Array|null);

            /**
             * Encodes the specified TxAddInput message. Does not implicitly {@link sferic.v1.TxAddInput.verify|verify} messages.
             * @param message TxAddInput message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TxAddInput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TxAddInput message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TxAddInput & sferic.v1.TxAddInput.$Shape} TxAddInput
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TxAddInput & sferic.v1.TxAddInput.$Shape;
        }

        namespace TxAddInput {

            /** Properties of a TxAddInput. */
            interface $Properties {

                /** TxAddInput channelId */
                channelId?: (Uint8Array|null);

                /** TxAddInput serialId */
                serialId?: (Long|null);

                /** TxAddInput prevtx */
                prevtx?: (Uint8Array|null);

                /** TxAddInput prevtxVout */
                prevtxVout?: (number|null);

                /** TxAddInput sequence */
                sequence?: (number|null);

                /** TxAddInput sharedInputTxid */
                sharedInputTxid?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TxAddInput. */
            type $Shape = sferic.v1.TxAddInput.$Properties;
        }

        /**
         * Properties of a TxAddOutput.
         * @deprecated Use sferic.v1.TxAddOutput.$Properties instead.
         */
        interface ITxAddOutput extends sferic.v1.TxAddOutput.$Properties {
        }

        /** Represents a TxAddOutput. */
        class TxAddOutput {

            /**
             * Constructs a new TxAddOutput.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TxAddOutput.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TxAddOutput channelId. */
            channelId?: (Uint8Array|null);

            /** TxAddOutput serialId. */
            serialId?: (Long|null);

            /** TxAddOutput sats. */
            sats?: (Long|null);

            /** TxAddOutput script. */
            script?: (Uint8Array|null);

            /**
             * Encodes the specified TxAddOutput message. Does not implicitly {@link sferic.v1.TxAddOutput.verify|verify} messages.
             * @param message TxAddOutput message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TxAddOutput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TxAddOutput message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TxAddOutput & sferic.v1.TxAddOutput.$Shape} TxAddOutput
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TxAddOutput & sferic.v1.TxAddOutput.$Shape;
        }

        namespace TxAddOutput {

            /** Properties of a TxAddOutput. */
            interface $Properties {

                /** TxAddOutput channelId */
                channelId?: (Uint8Array|null);

                /** TxAddOutput serialId */
                serialId?: (Long|null);

                /** TxAddOutput sats */
                sats?: (Long|null);

                /** TxAddOutput script */
                script?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TxAddOutput. */
            type $Shape = sferic.v1.TxAddOutput.$Properties;
        }

        /**
         * Properties of a TxRemoveInput.
         * @deprecated Use sferic.v1.TxRemoveInput.$Properties instead.
         */
        interface ITxRemoveInput extends sferic.v1.TxRemoveInput.$Properties {
        }

        /** Represents a TxRemoveInput. */
        class TxRemoveInput {

            /**
             * Constructs a new TxRemoveInput.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TxRemoveInput.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TxRemoveInput channelId. */
            channelId?: (Uint8Array|null);

            /** TxRemoveInput serialId. */
            serialId?: (Long|null);

            /**
             * Encodes the specified TxRemoveInput message. Does not implicitly {@link sferic.v1.TxRemoveInput.verify|verify} messages.
             * @param message TxRemoveInput message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TxRemoveInput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TxRemoveInput message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TxRemoveInput & sferic.v1.TxRemoveInput.$Shape} TxRemoveInput
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TxRemoveInput & sferic.v1.TxRemoveInput.$Shape;
        }

        namespace TxRemoveInput {

            /** Properties of a TxRemoveInput. */
            interface $Properties {

                /** TxRemoveInput channelId */
                channelId?: (Uint8Array|null);

                /** TxRemoveInput serialId */
                serialId?: (Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TxRemoveInput. */
            type $Shape = sferic.v1.TxRemoveInput.$Properties;
        }

        /**
         * Properties of a TxRemoveOutput.
         * @deprecated Use sferic.v1.TxRemoveOutput.$Properties instead.
         */
        interface ITxRemoveOutput extends sferic.v1.TxRemoveOutput.$Properties {
        }

        /** Represents a TxRemoveOutput. */
        class TxRemoveOutput {

            /**
             * Constructs a new TxRemoveOutput.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TxRemoveOutput.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TxRemoveOutput channelId. */
            channelId?: (Uint8Array|null);

            /** TxRemoveOutput serialId. */
            serialId?: (Long|null);

            /**
             * Encodes the specified TxRemoveOutput message. Does not implicitly {@link sferic.v1.TxRemoveOutput.verify|verify} messages.
             * @param message TxRemoveOutput message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TxRemoveOutput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TxRemoveOutput message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TxRemoveOutput & sferic.v1.TxRemoveOutput.$Shape} TxRemoveOutput
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TxRemoveOutput & sferic.v1.TxRemoveOutput.$Shape;
        }

        namespace TxRemoveOutput {

            /** Properties of a TxRemoveOutput. */
            interface $Properties {

                /** TxRemoveOutput channelId */
                channelId?: (Uint8Array|null);

                /** TxRemoveOutput serialId */
                serialId?: (Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TxRemoveOutput. */
            type $Shape = sferic.v1.TxRemoveOutput.$Properties;
        }

        /**
         * Properties of a TxComplete.
         * @deprecated Use sferic.v1.TxComplete.$Properties instead.
         */
        interface ITxComplete extends sferic.v1.TxComplete.$Properties {
        }

        /** Represents a TxComplete. */
        class TxComplete {

            /**
             * Constructs a new TxComplete.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TxComplete.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TxComplete channelId. */
            channelId?: (Uint8Array|null);

            /**
             * Encodes the specified TxComplete message. Does not implicitly {@link sferic.v1.TxComplete.verify|verify} messages.
             * @param message TxComplete message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TxComplete.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TxComplete message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TxComplete & sferic.v1.TxComplete.$Shape} TxComplete
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TxComplete & sferic.v1.TxComplete.$Shape;
        }

        namespace TxComplete {

            /** Properties of a TxComplete. */
            interface $Properties {

                /** TxComplete channelId */
                channelId?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TxComplete. */
            type $Shape = sferic.v1.TxComplete.$Properties;
        }

        /**
         * Properties of a TxSignatures.
         * @deprecated Use sferic.v1.TxSignatures.$Properties instead.
         */
        interface ITxSignatures extends sferic.v1.TxSignatures.$Properties {
        }

        /** Represents a TxSignatures. */
        class TxSignatures {

            /**
             * Constructs a new TxSignatures.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TxSignatures.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TxSignatures channelId. */
            channelId?: (Uint8Array|null);

            /** TxSignatures txid. */
            txid?: (Uint8Array|null);

            /** TxSignatures witnesses. */
            witnesses: Uint8Array[];

            /** TxSignatures sharedInputSignature. */
            sharedInputSignature?: (Uint8Array|null);

            /**
             * Encodes the specified TxSignatures message. Does not implicitly {@link sferic.v1.TxSignatures.verify|verify} messages.
             * @param message TxSignatures message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TxSignatures.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TxSignatures message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TxSignatures & sferic.v1.TxSignatures.$Shape} TxSignatures
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TxSignatures & sferic.v1.TxSignatures.$Shape;
        }

        namespace TxSignatures {

            /** Properties of a TxSignatures. */
            interface $Properties {

                /** TxSignatures channelId */
                channelId?: (Uint8Array|null);

                /** TxSignatures txid */
                txid?: (Uint8Array|null);

                /** TxSignatures witnesses */
                witnesses?: (Uint8Array[]|null);

                /** TxSignatures sharedInputSignature */
                sharedInputSignature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TxSignatures. */
            type $Shape = sferic.v1.TxSignatures.$Properties;
        }

        /**
         * Properties of a TxInitRbf.
         * @deprecated Use sferic.v1.TxInitRbf.$Properties instead.
         */
        interface ITxInitRbf extends sferic.v1.TxInitRbf.$Properties {
        }

        /** Represents a TxInitRbf. */
        class TxInitRbf {

            /**
             * Constructs a new TxInitRbf.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TxInitRbf.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TxInitRbf channelId. */
            channelId?: (Uint8Array|null);

            /** TxInitRbf locktime. */
            locktime?: (number|null);

            /** TxInitRbf feerate. */
            feerate?: (number|null);

            /** TxInitRbf fundingOutputContribution. */
            fundingOutputContribution?: (Long|null);

            /** TxInitRbf requireConfirmedInputs. */
            requireConfirmedInputs?: (boolean|null);

            /**
             * Encodes the specified TxInitRbf message. Does not implicitly {@link sferic.v1.TxInitRbf.verify|verify} messages.
             * @param message TxInitRbf message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TxInitRbf.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TxInitRbf message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TxInitRbf & sferic.v1.TxInitRbf.$Shape} TxInitRbf
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TxInitRbf & sferic.v1.TxInitRbf.$Shape;
        }

        namespace TxInitRbf {

            /** Properties of a TxInitRbf. */
            interface $Properties {

                /** TxInitRbf channelId */
                channelId?: (Uint8Array|null);

                /** TxInitRbf locktime */
                locktime?: (number|null);

                /** TxInitRbf feerate */
                feerate?: (number|null);

                /** TxInitRbf fundingOutputContribution */
                fundingOutputContribution?: (Long|null);

                /** TxInitRbf requireConfirmedInputs */
                requireConfirmedInputs?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TxInitRbf. */
            type $Shape = sferic.v1.TxInitRbf.$Properties;
        }

        /**
         * Properties of a TxAckRbf.
         * @deprecated Use sferic.v1.TxAckRbf.$Properties instead.
         */
        interface ITxAckRbf extends sferic.v1.TxAckRbf.$Properties {
        }

        /** Represents a TxAckRbf. */
        class TxAckRbf {

            /**
             * Constructs a new TxAckRbf.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TxAckRbf.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TxAckRbf channelId. */
            channelId?: (Uint8Array|null);

            /** TxAckRbf fundingOutputContribution. */
            fundingOutputContribution?: (Long|null);

            /** TxAckRbf requireConfirmedInputs. */
            requireConfirmedInputs?: (boolean|null);

            /**
             * Encodes the specified TxAckRbf message. Does not implicitly {@link sferic.v1.TxAckRbf.verify|verify} messages.
             * @param message TxAckRbf message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TxAckRbf.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TxAckRbf message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TxAckRbf & sferic.v1.TxAckRbf.$Shape} TxAckRbf
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TxAckRbf & sferic.v1.TxAckRbf.$Shape;
        }

        namespace TxAckRbf {

            /** Properties of a TxAckRbf. */
            interface $Properties {

                /** TxAckRbf channelId */
                channelId?: (Uint8Array|null);

                /** TxAckRbf fundingOutputContribution */
                fundingOutputContribution?: (Long|null);

                /** TxAckRbf requireConfirmedInputs */
                requireConfirmedInputs?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TxAckRbf. */
            type $Shape = sferic.v1.TxAckRbf.$Properties;
        }

        /**
         * Properties of a TxAbort.
         * @deprecated Use sferic.v1.TxAbort.$Properties instead.
         */
        interface ITxAbort extends sferic.v1.TxAbort.$Properties {
        }

        /** Represents a TxAbort. */
        class TxAbort {

            /**
             * Constructs a new TxAbort.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TxAbort.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TxAbort channelId. */
            channelId?: (Uint8Array|null);

            /** TxAbort data. */
            data?: (Uint8Array|null);

            /**
             * Encodes the specified TxAbort message. Does not implicitly {@link sferic.v1.TxAbort.verify|verify} messages.
             * @param message TxAbort message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TxAbort.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TxAbort message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TxAbort & sferic.v1.TxAbort.$Shape} TxAbort
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TxAbort & sferic.v1.TxAbort.$Shape;
        }

        namespace TxAbort {

            /** Properties of a TxAbort. */
            interface $Properties {

                /** TxAbort channelId */
                channelId?: (Uint8Array|null);

                /** TxAbort data */
                data?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TxAbort. */
            type $Shape = sferic.v1.TxAbort.$Properties;
        }

        /**
         * Properties of an OpenChannel2.
         * @deprecated Use sferic.v1.OpenChannel2.$Properties instead.
         */
        interface IOpenChannel2 extends sferic.v1.OpenChannel2.$Properties {
        }

        /** Represents an OpenChannel2. */
        class OpenChannel2 {

            /**
             * Constructs a new OpenChannel2.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.OpenChannel2.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OpenChannel2 chainHash. */
            chainHash?: (Uint8Array|null);

            /** OpenChannel2 temporaryChannelId. */
            temporaryChannelId?: (Uint8Array|null);

            /** OpenChannel2 fundingFeeratePerkw. */
            fundingFeeratePerkw?: (number|null);

            /** OpenChannel2 commitmentFeeratePerkw. */
            commitmentFeeratePerkw?: (number|null);

            /** OpenChannel2 fundingSatoshis. */
            fundingSatoshis?: (Long|null);

            /** OpenChannel2 dustLimitSatoshis. */
            dustLimitSatoshis?: (Long|null);

            /** OpenChannel2 maxHtlcValueInFlightMsat. */
            maxHtlcValueInFlightMsat?: (Long|null);

            /** OpenChannel2 htlcMinimumMsat. */
            htlcMinimumMsat?: (Long|null);

            /** OpenChannel2 toSelfDelay. */
            toSelfDelay?: (number|null);

            /** OpenChannel2 maxAcceptedHtlcs. */
            maxAcceptedHtlcs?: (number|null);

            /** OpenChannel2 locktime. */
            locktime?: (number|null);

            /** OpenChannel2 fundingPubkey. */
            fundingPubkey?: (Uint8Array|null);

            /** OpenChannel2 revocationBasepoint. */
            revocationBasepoint?: (Uint8Array|null);

            /** OpenChannel2 paymentBasepoint. */
            paymentBasepoint?: (Uint8Array|null);

            /** OpenChannel2 delayedPaymentBasepoint. */
            delayedPaymentBasepoint?: (Uint8Array|null);

            /** OpenChannel2 htlcBasepoint. */
            htlcBasepoint?: (Uint8Array|null);

            /** OpenChannel2 firstPerCommitmentPoint. */
            firstPerCommitmentPoint?: (Uint8Array|null);

            /** OpenChannel2 secondPerCommitmentPoint. */
            secondPerCommitmentPoint?: (Uint8Array|null);

            /** OpenChannel2 channelFlags. */
            channelFlags?: (number|null);

            /** OpenChannel2 upfrontShutdownScript. */
            upfrontShutdownScript?: (Uint8Array|null);

            /** OpenChannel2 channelType. */
            channelType?: (Uint8Array|null);

            /** OpenChannel2 requireConfirmedInputs. */
            requireConfirmedInputs?: (boolean|null);

            /**
             * Encodes the specified OpenChannel2 message. Does not implicitly {@link sferic.v1.OpenChannel2.verify|verify} messages.
             * @param message OpenChannel2 message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.OpenChannel2.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OpenChannel2 message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.OpenChannel2 & sferic.v1.OpenChannel2.$Shape} OpenChannel2
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.OpenChannel2 & sferic.v1.OpenChannel2.$Shape;
        }

        namespace OpenChannel2 {

            /** Properties of an OpenChannel2. */
            interface $Properties {

                /** OpenChannel2 chainHash */
                chainHash?: (Uint8Array|null);

                /** OpenChannel2 temporaryChannelId */
                temporaryChannelId?: (Uint8Array|null);

                /** OpenChannel2 fundingFeeratePerkw */
                fundingFeeratePerkw?: (number|null);

                /** OpenChannel2 commitmentFeeratePerkw */
                commitmentFeeratePerkw?: (number|null);

                /** OpenChannel2 fundingSatoshis */
                fundingSatoshis?: (Long|null);

                /** OpenChannel2 dustLimitSatoshis */
                dustLimitSatoshis?: (Long|null);

                /** OpenChannel2 maxHtlcValueInFlightMsat */
                maxHtlcValueInFlightMsat?: (Long|null);

                /** OpenChannel2 htlcMinimumMsat */
                htlcMinimumMsat?: (Long|null);

                /** OpenChannel2 toSelfDelay */
                toSelfDelay?: (number|null);

                /** OpenChannel2 maxAcceptedHtlcs */
                maxAcceptedHtlcs?: (number|null);

                /** OpenChannel2 locktime */
                locktime?: (number|null);

                /** OpenChannel2 fundingPubkey */
                fundingPubkey?: (Uint8Array|null);

                /** OpenChannel2 revocationBasepoint */
                revocationBasepoint?: (Uint8Array|null);

                /** OpenChannel2 paymentBasepoint */
                paymentBasepoint?: (Uint8Array|null);

                /** OpenChannel2 delayedPaymentBasepoint */
                delayedPaymentBasepoint?: (Uint8Array|null);

                /** OpenChannel2 htlcBasepoint */
                htlcBasepoint?: (Uint8Array|null);

                /** OpenChannel2 firstPerCommitmentPoint */
                firstPerCommitmentPoint?: (Uint8Array|null);

                /** OpenChannel2 secondPerCommitmentPoint */
                secondPerCommitmentPoint?: (Uint8Array|null);

                /** OpenChannel2 channelFlags */
                channelFlags?: (number|null);

                /** OpenChannel2 upfrontShutdownScript */
                upfrontShutdownScript?: (Uint8Array|null);

                /** OpenChannel2 channelType */
                channelType?: (Uint8Array|null);

                /** OpenChannel2 requireConfirmedInputs */
                requireConfirmedInputs?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OpenChannel2. */
            type $Shape = sferic.v1.OpenChannel2.$Properties;
        }

        /**
         * Properties of an AcceptChannel2.
         * @deprecated Use sferic.v1.AcceptChannel2.$Properties instead.
         */
        interface IAcceptChannel2 extends sferic.v1.AcceptChannel2.$Properties {
        }

        /** Represents an AcceptChannel2. */
        class AcceptChannel2 {

            /**
             * Constructs a new AcceptChannel2.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.AcceptChannel2.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AcceptChannel2 temporaryChannelId. */
            temporaryChannelId?: (Uint8Array|null);

            /** AcceptChannel2 fundingSatoshis. */
            fundingSatoshis?: (Long|null);

            /** AcceptChannel2 dustLimitSatoshis. */
            dustLimitSatoshis?: (Long|null);

            /** AcceptChannel2 maxHtlcValueInFlightMsat. */
            maxHtlcValueInFlightMsat?: (Long|null);

            /** AcceptChannel2 htlcMinimumMsat. */
            htlcMinimumMsat?: (Long|null);

            /** AcceptChannel2 minimumDepth. */
            minimumDepth?: (number|null);

            /** AcceptChannel2 toSelfDelay. */
            toSelfDelay?: (number|null);

            /** AcceptChannel2 maxAcceptedHtlcs. */
            maxAcceptedHtlcs?: (number|null);

            /** AcceptChannel2 fundingPubkey. */
            fundingPubkey?: (Uint8Array|null);

            /** AcceptChannel2 revocationBasepoint. */
            revocationBasepoint?: (Uint8Array|null);

            /** AcceptChannel2 paymentBasepoint. */
            paymentBasepoint?: (Uint8Array|null);

            /** AcceptChannel2 delayedPaymentBasepoint. */
            delayedPaymentBasepoint?: (Uint8Array|null);

            /** AcceptChannel2 htlcBasepoint. */
            htlcBasepoint?: (Uint8Array|null);

            /** AcceptChannel2 firstPerCommitmentPoint. */
            firstPerCommitmentPoint?: (Uint8Array|null);

            /** AcceptChannel2 secondPerCommitmentPoint. */
            secondPerCommitmentPoint?: (Uint8Array|null);

            /** AcceptChannel2 upfrontShutdownScript. */
            upfrontShutdownScript?: (Uint8Array|null);

            /** AcceptChannel2 channelType. */
            channelType?: (Uint8Array|null);

            /** AcceptChannel2 requireConfirmedInputs. */
            requireConfirmedInputs?: (boolean|null);

            /**
             * Encodes the specified AcceptChannel2 message. Does not implicitly {@link sferic.v1.AcceptChannel2.verify|verify} messages.
             * @param message AcceptChannel2 message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.AcceptChannel2.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AcceptChannel2 message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.AcceptChannel2 & sferic.v1.AcceptChannel2.$Shape} AcceptChannel2
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.AcceptChannel2 & sferic.v1.AcceptChannel2.$Shape;
        }

        namespace AcceptChannel2 {

            /** Properties of an AcceptChannel2. */
            interface $Properties {

                /** AcceptChannel2 temporaryChannelId */
                temporaryChannelId?: (Uint8Array|null);

                /** AcceptChannel2 fundingSatoshis */
                fundingSatoshis?: (Long|null);

                /** AcceptChannel2 dustLimitSatoshis */
                dustLimitSatoshis?: (Long|null);

                /** AcceptChannel2 maxHtlcValueInFlightMsat */
                maxHtlcValueInFlightMsat?: (Long|null);

                /** AcceptChannel2 htlcMinimumMsat */
                htlcMinimumMsat?: (Long|null);

                /** AcceptChannel2 minimumDepth */
                minimumDepth?: (number|null);

                /** AcceptChannel2 toSelfDelay */
                toSelfDelay?: (number|null);

                /** AcceptChannel2 maxAcceptedHtlcs */
                maxAcceptedHtlcs?: (number|null);

                /** AcceptChannel2 fundingPubkey */
                fundingPubkey?: (Uint8Array|null);

                /** AcceptChannel2 revocationBasepoint */
                revocationBasepoint?: (Uint8Array|null);

                /** AcceptChannel2 paymentBasepoint */
                paymentBasepoint?: (Uint8Array|null);

                /** AcceptChannel2 delayedPaymentBasepoint */
                delayedPaymentBasepoint?: (Uint8Array|null);

                /** AcceptChannel2 htlcBasepoint */
                htlcBasepoint?: (Uint8Array|null);

                /** AcceptChannel2 firstPerCommitmentPoint */
                firstPerCommitmentPoint?: (Uint8Array|null);

                /** AcceptChannel2 secondPerCommitmentPoint */
                secondPerCommitmentPoint?: (Uint8Array|null);

                /** AcceptChannel2 upfrontShutdownScript */
                upfrontShutdownScript?: (Uint8Array|null);

                /** AcceptChannel2 channelType */
                channelType?: (Uint8Array|null);

                /** AcceptChannel2 requireConfirmedInputs */
                requireConfirmedInputs?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AcceptChannel2. */
            type $Shape = sferic.v1.AcceptChannel2.$Properties;
        }

        /**
         * Properties of a ChannelReady.
         * @deprecated Use sferic.v1.ChannelReady.$Properties instead.
         */
        interface IChannelReady extends sferic.v1.ChannelReady.$Properties {
        }

        /** Represents a ChannelReady. */
        class ChannelReady {

            /**
             * Constructs a new ChannelReady.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.ChannelReady.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelReady channelId. */
            channelId?: (Uint8Array|null);

            /** ChannelReady secondPerCommitmentPoint. */
            secondPerCommitmentPoint?: (Uint8Array|null);

            /** ChannelReady shortChannelId. */
            shortChannelId?: (Long|null);

            /**
             * Encodes the specified ChannelReady message. Does not implicitly {@link sferic.v1.ChannelReady.verify|verify} messages.
             * @param message ChannelReady message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.ChannelReady.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelReady message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.ChannelReady & sferic.v1.ChannelReady.$Shape} ChannelReady
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.ChannelReady & sferic.v1.ChannelReady.$Shape;
        }

        namespace ChannelReady {

            /** Properties of a ChannelReady. */
            interface $Properties {

                /** ChannelReady channelId */
                channelId?: (Uint8Array|null);

                /** ChannelReady secondPerCommitmentPoint */
                secondPerCommitmentPoint?: (Uint8Array|null);

                /** ChannelReady shortChannelId */
                shortChannelId?: (Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelReady. */
            type $Shape = sferic.v1.ChannelReady.$Properties;
        }

        /**
         * Properties of a ChannelReestablish.
         * @deprecated Use sferic.v1.ChannelReestablish.$Properties instead.
         */
        interface IChannelReestablish extends sferic.v1.ChannelReestablish.$Properties {
        }

        /** Represents a ChannelReestablish. */
        class ChannelReestablish {

            /**
             * Constructs a new ChannelReestablish.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.ChannelReestablish.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelReestablish channelId. */
            channelId?: (Uint8Array|null);

            /** ChannelReestablish nextCommitmentNumber. */
            nextCommitmentNumber?: (Long|null);

            /** ChannelReestablish nextRevocationNumber. */
            nextRevocationNumber?: (Long|null);

            /** ChannelReestablish yourLastPerCommitmentSecret. */
            yourLastPerCommitmentSecret?: (Uint8Array|null);

            /** ChannelReestablish myCurrentPerCommitmentPoint. */
            myCurrentPerCommitmentPoint?: (Uint8Array|null);

            /** ChannelReestablish nextFunding. */
            nextFunding?: (sferic.v1.FundingReference.$Properties|null);

            /** ChannelReestablish myCurrentFundingLocked. */
            myCurrentFundingLocked?: (sferic.v1.FundingReference.$Properties|null);

            /**
             * Encodes the specified ChannelReestablish message. Does not implicitly {@link sferic.v1.ChannelReestablish.verify|verify} messages.
             * @param message ChannelReestablish message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.ChannelReestablish.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelReestablish message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.ChannelReestablish & sferic.v1.ChannelReestablish.$Shape} ChannelReestablish
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.ChannelReestablish & sferic.v1.ChannelReestablish.$Shape;
        }

        namespace ChannelReestablish {

            /** Properties of a ChannelReestablish. */
            interface $Properties {

                /** ChannelReestablish channelId */
                channelId?: (Uint8Array|null);

                /** ChannelReestablish nextCommitmentNumber */
                nextCommitmentNumber?: (Long|null);

                /** ChannelReestablish nextRevocationNumber */
                nextRevocationNumber?: (Long|null);

                /** ChannelReestablish yourLastPerCommitmentSecret */
                yourLastPerCommitmentSecret?: (Uint8Array|null);

                /** ChannelReestablish myCurrentPerCommitmentPoint */
                myCurrentPerCommitmentPoint?: (Uint8Array|null);

                /** ChannelReestablish nextFunding */
                nextFunding?: (sferic.v1.FundingReference.$Properties|null);

                /** ChannelReestablish myCurrentFundingLocked */
                myCurrentFundingLocked?: (sferic.v1.FundingReference.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelReestablish. */
            type $Shape = sferic.v1.ChannelReestablish.$Properties;
        }

        /**
         * Properties of a FundingReference.
         * @deprecated Use sferic.v1.FundingReference.$Properties instead.
         */
        interface IFundingReference extends sferic.v1.FundingReference.$Properties {
        }

        /** Represents a FundingReference. */
        class FundingReference {

            /**
             * Constructs a new FundingReference.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.FundingReference.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FundingReference txid. */
            txid?: (Uint8Array|null);

            /** FundingReference retransmitFlags. */
            retransmitFlags?: (number|null);

            /**
             * Encodes the specified FundingReference message. Does not implicitly {@link sferic.v1.FundingReference.verify|verify} messages.
             * @param message FundingReference message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.FundingReference.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FundingReference message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.FundingReference & sferic.v1.FundingReference.$Shape} FundingReference
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.FundingReference & sferic.v1.FundingReference.$Shape;
        }

        namespace FundingReference {

            /** Properties of a FundingReference. */
            interface $Properties {

                /** FundingReference txid */
                txid?: (Uint8Array|null);

                /** FundingReference retransmitFlags */
                retransmitFlags?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FundingReference. */
            type $Shape = sferic.v1.FundingReference.$Properties;
        }

        /**
         * Properties of an Init.
         * @deprecated Use sferic.v1.Init.$Properties instead.
         */
        interface IInit extends sferic.v1.Init.$Properties {
        }

        /** Represents an Init. */
        class Init {

            /**
             * Constructs a new Init.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.Init.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Init globalFeatures. */
            globalFeatures?: (Uint8Array|null);

            /** Init features. */
            features?: (Uint8Array|null);

            /** Init networks. */
            networks?: (sferic.v1.Networks.$Properties|null);

            /** Init remoteAddr. */
            remoteAddr?: (Uint8Array|null);

            /**
             * Encodes the specified Init message. Does not implicitly {@link sferic.v1.Init.verify|verify} messages.
             * @param message Init message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.Init.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Init message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.Init & sferic.v1.Init.$Shape} Init
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.Init & sferic.v1.Init.$Shape;
        }

        namespace Init {

            /** Properties of an Init. */
            interface $Properties {

                /** Init globalFeatures */
                globalFeatures?: (Uint8Array|null);

                /** Init features */
                features?: (Uint8Array|null);

                /** Init networks */
                networks?: (sferic.v1.Networks.$Properties|null);

                /** Init remoteAddr */
                remoteAddr?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Init. */
            type $Shape = sferic.v1.Init.$Properties;
        }

        /**
         * Properties of a Networks.
         * @deprecated Use sferic.v1.Networks.$Properties instead.
         */
        interface INetworks extends sferic.v1.Networks.$Properties {
        }

        /** Represents a Networks. */
        class Networks {

            /**
             * Constructs a new Networks.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.Networks.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Networks chains. */
            chains: Uint8Array[];

            /**
             * Encodes the specified Networks message. Does not implicitly {@link sferic.v1.Networks.verify|verify} messages.
             * @param message Networks message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.Networks.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Networks message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.Networks & sferic.v1.Networks.$Shape} Networks
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.Networks & sferic.v1.Networks.$Shape;
        }

        namespace Networks {

            /** Properties of a Networks. */
            interface $Properties {

                /** Networks chains */
                chains?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Networks. */
            type $Shape = sferic.v1.Networks.$Properties;
        }

        /**
         * Properties of an Error.
         * @deprecated Use sferic.v1.Error.$Properties instead.
         */
        interface IError extends sferic.v1.Error.$Properties {
        }

        /** Represents an Error. */
        class Error {

            /**
             * Constructs a new Error.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.Error.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Error channelId. */
            channelId?: (Uint8Array|null);

            /** Error data. */
            data?: (Uint8Array|null);

            /**
             * Encodes the specified Error message. Does not implicitly {@link sferic.v1.Error.verify|verify} messages.
             * @param message Error message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.Error.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Error message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.Error & sferic.v1.Error.$Shape} Error
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.Error & sferic.v1.Error.$Shape;
        }

        namespace Error {

            /** Properties of an Error. */
            interface $Properties {

                /** Error channelId */
                channelId?: (Uint8Array|null);

                /** Error data */
                data?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Error. */
            type $Shape = sferic.v1.Error.$Properties;
        }

        /**
         * Properties of a Warning.
         * @deprecated Use sferic.v1.Warning.$Properties instead.
         */
        interface IWarning extends sferic.v1.Warning.$Properties {
        }

        /** Represents a Warning. */
        class Warning {

            /**
             * Constructs a new Warning.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.Warning.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Warning channelId. */
            channelId?: (Uint8Array|null);

            /** Warning data. */
            data?: (Uint8Array|null);

            /**
             * Encodes the specified Warning message. Does not implicitly {@link sferic.v1.Warning.verify|verify} messages.
             * @param message Warning message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.Warning.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Warning message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.Warning & sferic.v1.Warning.$Shape} Warning
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.Warning & sferic.v1.Warning.$Shape;
        }

        namespace Warning {

            /** Properties of a Warning. */
            interface $Properties {

                /** Warning channelId */
                channelId?: (Uint8Array|null);

                /** Warning data */
                data?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Warning. */
            type $Shape = sferic.v1.Warning.$Properties;
        }

        /**
         * Properties of a Ping.
         * @deprecated Use sferic.v1.Ping.$Properties instead.
         */
        interface IPing extends sferic.v1.Ping.$Properties {
        }

        /** Represents a Ping. */
        class Ping {

            /**
             * Constructs a new Ping.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.Ping.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Ping numPongBytes. */
            numPongBytes?: (number|null);

            /** Ping ignored. */
            ignored?: (Uint8Array|null);

            /**
             * Encodes the specified Ping message. Does not implicitly {@link sferic.v1.Ping.verify|verify} messages.
             * @param message Ping message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.Ping.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Ping message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.Ping & sferic.v1.Ping.$Shape} Ping
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.Ping & sferic.v1.Ping.$Shape;
        }

        namespace Ping {

            /** Properties of a Ping. */
            interface $Properties {

                /** Ping numPongBytes */
                numPongBytes?: (number|null);

                /** Ping ignored */
                ignored?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Ping. */
            type $Shape = sferic.v1.Ping.$Properties;
        }

        /**
         * Properties of a Pong.
         * @deprecated Use sferic.v1.Pong.$Properties instead.
         */
        interface IPong extends sferic.v1.Pong.$Properties {
        }

        /** Represents a Pong. */
        class Pong {

            /**
             * Constructs a new Pong.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.Pong.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Pong ignored. */
            ignored?: (Uint8Array|null);

            /**
             * Encodes the specified Pong message. Does not implicitly {@link sferic.v1.Pong.verify|verify} messages.
             * @param message Pong message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.Pong.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Pong message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.Pong & sferic.v1.Pong.$Shape} Pong
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.Pong & sferic.v1.Pong.$Shape;
        }

        namespace Pong {

            /** Properties of a Pong. */
            interface $Properties {

                /** Pong ignored */
                ignored?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Pong. */
            type $Shape = sferic.v1.Pong.$Properties;
        }

        /**
         * Properties of a PeerStorage.
         * @deprecated Use sferic.v1.PeerStorage.$Properties instead.
         */
        interface IPeerStorage extends sferic.v1.PeerStorage.$Properties {
        }

        /** Represents a PeerStorage. */
        class PeerStorage {

            /**
             * Constructs a new PeerStorage.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.PeerStorage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PeerStorage blob. */
            blob?: (Uint8Array|null);

            /**
             * Encodes the specified PeerStorage message. Does not implicitly {@link sferic.v1.PeerStorage.verify|verify} messages.
             * @param message PeerStorage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.PeerStorage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PeerStorage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.PeerStorage & sferic.v1.PeerStorage.$Shape} PeerStorage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.PeerStorage & sferic.v1.PeerStorage.$Shape;
        }

        namespace PeerStorage {

            /** Properties of a PeerStorage. */
            interface $Properties {

                /** PeerStorage blob */
                blob?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PeerStorage. */
            type $Shape = sferic.v1.PeerStorage.$Properties;
        }

        /**
         * Properties of a PeerStorageRetrieval.
         * @deprecated Use sferic.v1.PeerStorageRetrieval.$Properties instead.
         */
        interface IPeerStorageRetrieval extends sferic.v1.PeerStorageRetrieval.$Properties {
        }

        /** Represents a PeerStorageRetrieval. */
        class PeerStorageRetrieval {

            /**
             * Constructs a new PeerStorageRetrieval.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.PeerStorageRetrieval.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PeerStorageRetrieval blob. */
            blob?: (Uint8Array|null);

            /**
             * Encodes the specified PeerStorageRetrieval message. Does not implicitly {@link sferic.v1.PeerStorageRetrieval.verify|verify} messages.
             * @param message PeerStorageRetrieval message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.PeerStorageRetrieval.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PeerStorageRetrieval message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.PeerStorageRetrieval & sferic.v1.PeerStorageRetrieval.$Shape} PeerStorageRetrieval
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.PeerStorageRetrieval & sferic.v1.PeerStorageRetrieval.$Shape;
        }

        namespace PeerStorageRetrieval {

            /** Properties of a PeerStorageRetrieval. */
            interface $Properties {

                /** PeerStorageRetrieval blob */
                blob?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PeerStorageRetrieval. */
            type $Shape = sferic.v1.PeerStorageRetrieval.$Properties;
        }

        /**
         * Properties of an UpdateAddHtlc.
         * @deprecated Use sferic.v1.UpdateAddHtlc.$Properties instead.
         */
        interface IUpdateAddHtlc extends sferic.v1.UpdateAddHtlc.$Properties {
        }

        /** Represents an UpdateAddHtlc. */
        class UpdateAddHtlc {

            /**
             * Constructs a new UpdateAddHtlc.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.UpdateAddHtlc.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateAddHtlc channelId. */
            channelId?: (Uint8Array|null);

            /** UpdateAddHtlc id. */
            id?: (Long|null);

            /** UpdateAddHtlc amountMsat. */
            amountMsat?: (Long|null);

            /** UpdateAddHtlc paymentHash. */
            paymentHash?: (Uint8Array|null);

            /** UpdateAddHtlc cltvExpiry. */
            cltvExpiry?: (number|null);

            /** UpdateAddHtlc onionRoutingPacket. */
            onionRoutingPacket?: (Uint8Array|null);

            /** UpdateAddHtlc pathKey. */
            pathKey?: (Uint8Array|null);

            /**
             * Encodes the specified UpdateAddHtlc message. Does not implicitly {@link sferic.v1.UpdateAddHtlc.verify|verify} messages.
             * @param message UpdateAddHtlc message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.UpdateAddHtlc.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateAddHtlc message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.UpdateAddHtlc & sferic.v1.UpdateAddHtlc.$Shape} UpdateAddHtlc
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.UpdateAddHtlc & sferic.v1.UpdateAddHtlc.$Shape;
        }

        namespace UpdateAddHtlc {

            /** Properties of an UpdateAddHtlc. */
            interface $Properties {

                /** UpdateAddHtlc channelId */
                channelId?: (Uint8Array|null);

                /** UpdateAddHtlc id */
                id?: (Long|null);

                /** UpdateAddHtlc amountMsat */
                amountMsat?: (Long|null);

                /** UpdateAddHtlc paymentHash */
                paymentHash?: (Uint8Array|null);

                /** UpdateAddHtlc cltvExpiry */
                cltvExpiry?: (number|null);

                /** UpdateAddHtlc onionRoutingPacket */
                onionRoutingPacket?: (Uint8Array|null);

                /** UpdateAddHtlc pathKey */
                pathKey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateAddHtlc. */
            type $Shape = sferic.v1.UpdateAddHtlc.$Properties;
        }

        /**
         * Properties of an UpdateFulfillHtlc.
         * @deprecated Use sferic.v1.UpdateFulfillHtlc.$Properties instead.
         */
        interface IUpdateFulfillHtlc extends sferic.v1.UpdateFulfillHtlc.$Properties {
        }

        /** Represents an UpdateFulfillHtlc. */
        class UpdateFulfillHtlc {

            /**
             * Constructs a new UpdateFulfillHtlc.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.UpdateFulfillHtlc.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateFulfillHtlc channelId. */
            channelId?: (Uint8Array|null);

            /** UpdateFulfillHtlc id. */
            id?: (Long|null);

            /** UpdateFulfillHtlc paymentPreimage. */
            paymentPreimage?: (Uint8Array|null);

            /** UpdateFulfillHtlc attributionData. */
            attributionData?: (Uint8Array|null);

            /**
             * Encodes the specified UpdateFulfillHtlc message. Does not implicitly {@link sferic.v1.UpdateFulfillHtlc.verify|verify} messages.
             * @param message UpdateFulfillHtlc message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.UpdateFulfillHtlc.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateFulfillHtlc message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.UpdateFulfillHtlc & sferic.v1.UpdateFulfillHtlc.$Shape} UpdateFulfillHtlc
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.UpdateFulfillHtlc & sferic.v1.UpdateFulfillHtlc.$Shape;
        }

        namespace UpdateFulfillHtlc {

            /** Properties of an UpdateFulfillHtlc. */
            interface $Properties {

                /** UpdateFulfillHtlc channelId */
                channelId?: (Uint8Array|null);

                /** UpdateFulfillHtlc id */
                id?: (Long|null);

                /** UpdateFulfillHtlc paymentPreimage */
                paymentPreimage?: (Uint8Array|null);

                /** UpdateFulfillHtlc attributionData */
                attributionData?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateFulfillHtlc. */
            type $Shape = sferic.v1.UpdateFulfillHtlc.$Properties;
        }

        /**
         * Properties of an UpdateFailHtlc.
         * @deprecated Use sferic.v1.UpdateFailHtlc.$Properties instead.
         */
        interface IUpdateFailHtlc extends sferic.v1.UpdateFailHtlc.$Properties {
        }

        /** Represents an UpdateFailHtlc. */
        class UpdateFailHtlc {

            /**
             * Constructs a new UpdateFailHtlc.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.UpdateFailHtlc.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateFailHtlc channelId. */
            channelId?: (Uint8Array|null);

            /** UpdateFailHtlc id. */
            id?: (Long|null);

            /** UpdateFailHtlc reason. */
            reason?: (Uint8Array|null);

            /** UpdateFailHtlc attributionData. */
            attributionData?: (Uint8Array|null);

            /**
             * Encodes the specified UpdateFailHtlc message. Does not implicitly {@link sferic.v1.UpdateFailHtlc.verify|verify} messages.
             * @param message UpdateFailHtlc message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.UpdateFailHtlc.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateFailHtlc message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.UpdateFailHtlc & sferic.v1.UpdateFailHtlc.$Shape} UpdateFailHtlc
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.UpdateFailHtlc & sferic.v1.UpdateFailHtlc.$Shape;
        }

        namespace UpdateFailHtlc {

            /** Properties of an UpdateFailHtlc. */
            interface $Properties {

                /** UpdateFailHtlc channelId */
                channelId?: (Uint8Array|null);

                /** UpdateFailHtlc id */
                id?: (Long|null);

                /** UpdateFailHtlc reason */
                reason?: (Uint8Array|null);

                /** UpdateFailHtlc attributionData */
                attributionData?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateFailHtlc. */
            type $Shape = sferic.v1.UpdateFailHtlc.$Properties;
        }

        /**
         * Properties of an UpdateFailMalformedHtlc.
         * @deprecated Use sferic.v1.UpdateFailMalformedHtlc.$Properties instead.
         */
        interface IUpdateFailMalformedHtlc extends sferic.v1.UpdateFailMalformedHtlc.$Properties {
        }

        /** Represents an UpdateFailMalformedHtlc. */
        class UpdateFailMalformedHtlc {

            /**
             * Constructs a new UpdateFailMalformedHtlc.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.UpdateFailMalformedHtlc.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateFailMalformedHtlc channelId. */
            channelId?: (Uint8Array|null);

            /** UpdateFailMalformedHtlc id. */
            id?: (Long|null);

            /** UpdateFailMalformedHtlc sha256OfOnion. */
            sha256OfOnion?: (Uint8Array|null);

            /** UpdateFailMalformedHtlc failureCode. */
            failureCode?: (number|null);

            /**
             * Encodes the specified UpdateFailMalformedHtlc message. Does not implicitly {@link sferic.v1.UpdateFailMalformedHtlc.verify|verify} messages.
             * @param message UpdateFailMalformedHtlc message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.UpdateFailMalformedHtlc.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateFailMalformedHtlc message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.UpdateFailMalformedHtlc & sferic.v1.UpdateFailMalformedHtlc.$Shape} UpdateFailMalformedHtlc
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.UpdateFailMalformedHtlc & sferic.v1.UpdateFailMalformedHtlc.$Shape;
        }

        namespace UpdateFailMalformedHtlc {

            /** Properties of an UpdateFailMalformedHtlc. */
            interface $Properties {

                /** UpdateFailMalformedHtlc channelId */
                channelId?: (Uint8Array|null);

                /** UpdateFailMalformedHtlc id */
                id?: (Long|null);

                /** UpdateFailMalformedHtlc sha256OfOnion */
                sha256OfOnion?: (Uint8Array|null);

                /** UpdateFailMalformedHtlc failureCode */
                failureCode?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateFailMalformedHtlc. */
            type $Shape = sferic.v1.UpdateFailMalformedHtlc.$Properties;
        }

        /**
         * Properties of a StartBatch.
         * @deprecated Use sferic.v1.StartBatch.$Properties instead.
         */
        interface IStartBatch extends sferic.v1.StartBatch.$Properties {
        }

        /** Represents a StartBatch. */
        class StartBatch {

            /**
             * Constructs a new StartBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.StartBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StartBatch channelId. */
            channelId?: (Uint8Array|null);

            /** StartBatch batchSize. */
            batchSize?: (number|null);

            /** StartBatch messageType. */
            messageType?: (number|null);

            /**
             * Encodes the specified StartBatch message. Does not implicitly {@link sferic.v1.StartBatch.verify|verify} messages.
             * @param message StartBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.StartBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StartBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.StartBatch & sferic.v1.StartBatch.$Shape} StartBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.StartBatch & sferic.v1.StartBatch.$Shape;
        }

        namespace StartBatch {

            /** Properties of a StartBatch. */
            interface $Properties {

                /** StartBatch channelId */
                channelId?: (Uint8Array|null);

                /** StartBatch batchSize */
                batchSize?: (number|null);

                /** StartBatch messageType */
                messageType?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StartBatch. */
            type $Shape = sferic.v1.StartBatch.$Properties;
        }

        /**
         * Properties of a CommitmentSigned.
         * @deprecated Use sferic.v1.CommitmentSigned.$Properties instead.
         */
        interface ICommitmentSigned extends sferic.v1.CommitmentSigned.$Properties {
        }

        /** Represents a CommitmentSigned. */
        class CommitmentSigned {

            /**
             * Constructs a new CommitmentSigned.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.CommitmentSigned.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CommitmentSigned channelId. */
            channelId?: (Uint8Array|null);

            /** CommitmentSigned signature. */
            signature?: (Uint8Array|null);

            /** CommitmentSigned htlcSignatures. */
            htlcSignatures: Uint8Array[];

            /** CommitmentSigned fundingTxid. */
            fundingTxid?: (Uint8Array|null);

            /**
             * Encodes the specified CommitmentSigned message. Does not implicitly {@link sferic.v1.CommitmentSigned.verify|verify} messages.
             * @param message CommitmentSigned message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.CommitmentSigned.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CommitmentSigned message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.CommitmentSigned & sferic.v1.CommitmentSigned.$Shape} CommitmentSigned
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.CommitmentSigned & sferic.v1.CommitmentSigned.$Shape;
        }

        namespace CommitmentSigned {

            /** Properties of a CommitmentSigned. */
            interface $Properties {

                /** CommitmentSigned channelId */
                channelId?: (Uint8Array|null);

                /** CommitmentSigned signature */
                signature?: (Uint8Array|null);

                /** CommitmentSigned htlcSignatures */
                htlcSignatures?: (Uint8Array[]|null);

                /** CommitmentSigned fundingTxid */
                fundingTxid?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CommitmentSigned. */
            type $Shape = sferic.v1.CommitmentSigned.$Properties;
        }

        /**
         * Properties of a RevokeAndAck.
         * @deprecated Use sferic.v1.RevokeAndAck.$Properties instead.
         */
        interface IRevokeAndAck extends sferic.v1.RevokeAndAck.$Properties {
        }

        /** Represents a RevokeAndAck. */
        class RevokeAndAck {

            /**
             * Constructs a new RevokeAndAck.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.RevokeAndAck.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RevokeAndAck channelId. */
            channelId?: (Uint8Array|null);

            /** RevokeAndAck perCommitmentSecret. */
            perCommitmentSecret?: (Uint8Array|null);

            /** RevokeAndAck nextPerCommitmentPoint. */
            nextPerCommitmentPoint?: (Uint8Array|null);

            /**
             * Encodes the specified RevokeAndAck message. Does not implicitly {@link sferic.v1.RevokeAndAck.verify|verify} messages.
             * @param message RevokeAndAck message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.RevokeAndAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RevokeAndAck message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.RevokeAndAck & sferic.v1.RevokeAndAck.$Shape} RevokeAndAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.RevokeAndAck & sferic.v1.RevokeAndAck.$Shape;
        }

        namespace RevokeAndAck {

            /** Properties of a RevokeAndAck. */
            interface $Properties {

                /** RevokeAndAck channelId */
                channelId?: (Uint8Array|null);

                /** RevokeAndAck perCommitmentSecret */
                perCommitmentSecret?: (Uint8Array|null);

                /** RevokeAndAck nextPerCommitmentPoint */
                nextPerCommitmentPoint?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RevokeAndAck. */
            type $Shape = sferic.v1.RevokeAndAck.$Properties;
        }

        /**
         * Properties of an UpdateFee.
         * @deprecated Use sferic.v1.UpdateFee.$Properties instead.
         */
        interface IUpdateFee extends sferic.v1.UpdateFee.$Properties {
        }

        /** Represents an UpdateFee. */
        class UpdateFee {

            /**
             * Constructs a new UpdateFee.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.UpdateFee.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateFee channelId. */
            channelId?: (Uint8Array|null);

            /** UpdateFee feeratePerKw. */
            feeratePerKw?: (number|null);

            /**
             * Encodes the specified UpdateFee message. Does not implicitly {@link sferic.v1.UpdateFee.verify|verify} messages.
             * @param message UpdateFee message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.UpdateFee.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateFee message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.UpdateFee & sferic.v1.UpdateFee.$Shape} UpdateFee
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.UpdateFee & sferic.v1.UpdateFee.$Shape;
        }

        namespace UpdateFee {

            /** Properties of an UpdateFee. */
            interface $Properties {

                /** UpdateFee channelId */
                channelId?: (Uint8Array|null);

                /** UpdateFee feeratePerKw */
                feeratePerKw?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateFee. */
            type $Shape = sferic.v1.UpdateFee.$Properties;
        }

        /**
         * Properties of a TowerEnvelope.
         * @deprecated Use sferic.v1.TowerEnvelope.$Properties instead.
         */
        interface ITowerEnvelope extends sferic.v1.TowerEnvelope.$Properties {
        }

        /** Represents a TowerEnvelope. */
        class TowerEnvelope {

            /**
             * Constructs a new TowerEnvelope.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TowerEnvelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TowerEnvelope towerHello. */
            towerHello?: (sferic.v1.TowerHello.$Properties|null);

            /** TowerEnvelope storePackage. */
            storePackage?: (sferic.v1.StorePackage.$Properties|null);

            /** TowerEnvelope deletePackages. */
            deletePackages?: (sferic.v1.DeletePackages.$Properties|null);

            /** TowerEnvelope towerTerms. */
            towerTerms?: (sferic.v1.TowerTerms.$Properties|null);

            /** TowerEnvelope packagesStored. */
            packagesStored?: (sferic.v1.PackagesStored.$Properties|null);

            /** TowerEnvelope packagesDeleted. */
            packagesDeleted?: (sferic.v1.PackagesDeleted.$Properties|null);

            /** TowerEnvelope towerRefusal. */
            towerRefusal?: (sferic.v1.TowerRefusal.$Properties|null);

            /** TowerEnvelope message. */
            message?: ("towerHello"|"storePackage"|"deletePackages"|"towerTerms"|"packagesStored"|"packagesDeleted"|"towerRefusal");

            /**
             * Encodes the specified TowerEnvelope message. Does not implicitly {@link sferic.v1.TowerEnvelope.verify|verify} messages.
             * @param message TowerEnvelope message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TowerEnvelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TowerEnvelope message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TowerEnvelope & sferic.v1.TowerEnvelope.$Shape} TowerEnvelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TowerEnvelope & sferic.v1.TowerEnvelope.$Shape;
        }

        namespace TowerEnvelope {

            /** Properties of a TowerEnvelope. */
            interface $Properties {

                /** TowerEnvelope towerHello */
                towerHello?: (sferic.v1.TowerHello.$Properties|null);

                /** TowerEnvelope storePackage */
                storePackage?: (sferic.v1.StorePackage.$Properties|null);

                /** TowerEnvelope deletePackages */
                deletePackages?: (sferic.v1.DeletePackages.$Properties|null);

                /** TowerEnvelope towerTerms */
                towerTerms?: (sferic.v1.TowerTerms.$Properties|null);

                /** TowerEnvelope packagesStored */
                packagesStored?: (sferic.v1.PackagesStored.$Properties|null);

                /** TowerEnvelope packagesDeleted */
                packagesDeleted?: (sferic.v1.PackagesDeleted.$Properties|null);

                /** TowerEnvelope towerRefusal */
                towerRefusal?: (sferic.v1.TowerRefusal.$Properties|null);

                /** TowerEnvelope message */
                message?: ("towerHello"|"storePackage"|"deletePackages"|"towerTerms"|"packagesStored"|"packagesDeleted"|"towerRefusal");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a TowerEnvelope. */
            type $Shape = {
              towerHello?: sferic.v1.TowerHello.$Shape|null;
              storePackage?: sferic.v1.StorePackage.$Shape|null;
              deletePackages?: sferic.v1.DeletePackages.$Shape|null;
              towerTerms?: sferic.v1.TowerTerms.$Shape|null;
              packagesStored?: sferic.v1.PackagesStored.$Shape|null;
              packagesDeleted?: sferic.v1.PackagesDeleted.$Shape|null;
              towerRefusal?: sferic.v1.TowerRefusal.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; towerHello?: null; storePackage?: null; deletePackages?: null; towerTerms?: null; packagesStored?: null; packagesDeleted?: null; towerRefusal?: null }|{ message?: "towerHello"; towerHello: sferic.v1.TowerHello.$Shape; storePackage?: null; deletePackages?: null; towerTerms?: null; packagesStored?: null; packagesDeleted?: null; towerRefusal?: null }|{ message?: "storePackage"; towerHello?: null; storePackage: sferic.v1.StorePackage.$Shape; deletePackages?: null; towerTerms?: null; packagesStored?: null; packagesDeleted?: null; towerRefusal?: null }|{ message?: "deletePackages"; towerHello?: null; storePackage?: null; deletePackages: sferic.v1.DeletePackages.$Shape; towerTerms?: null; packagesStored?: null; packagesDeleted?: null; towerRefusal?: null }|{ message?: "towerTerms"; towerHello?: null; storePackage?: null; deletePackages?: null; towerTerms: sferic.v1.TowerTerms.$Shape; packagesStored?: null; packagesDeleted?: null; towerRefusal?: null }|{ message?: "packagesStored"; towerHello?: null; storePackage?: null; deletePackages?: null; towerTerms?: null; packagesStored: sferic.v1.PackagesStored.$Shape; packagesDeleted?: null; towerRefusal?: null }|{ message?: "packagesDeleted"; towerHello?: null; storePackage?: null; deletePackages?: null; towerTerms?: null; packagesStored?: null; packagesDeleted: sferic.v1.PackagesDeleted.$Shape; towerRefusal?: null }|{ message?: "towerRefusal"; towerHello?: null; storePackage?: null; deletePackages?: null; towerTerms?: null; packagesStored?: null; packagesDeleted?: null; towerRefusal: sferic.v1.TowerRefusal.$Shape })
            );
        }

        /**
         * Properties of a TowerHello.
         * @deprecated Use sferic.v1.TowerHello.$Properties instead.
         */
        interface ITowerHello extends sferic.v1.TowerHello.$Properties {
        }

        /** Represents a TowerHello. */
        class TowerHello {

            /**
             * Constructs a new TowerHello.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TowerHello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TowerHello mostFeeratePerKw. */
            mostFeeratePerKw?: (number|null);

            /**
             * Encodes the specified TowerHello message. Does not implicitly {@link sferic.v1.TowerHello.verify|verify} messages.
             * @param message TowerHello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TowerHello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TowerHello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TowerHello & sferic.v1.TowerHello.$Shape} TowerHello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TowerHello & sferic.v1.TowerHello.$Shape;
        }

        namespace TowerHello {

            /** Properties of a TowerHello. */
            interface $Properties {

                /** TowerHello mostFeeratePerKw */
                mostFeeratePerKw?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TowerHello. */
            type $Shape = sferic.v1.TowerHello.$Properties;
        }

        /**
         * Properties of a TowerTerms.
         * @deprecated Use sferic.v1.TowerTerms.$Properties instead.
         */
        interface ITowerTerms extends sferic.v1.TowerTerms.$Properties {
        }

        /** Represents a TowerTerms. */
        class TowerTerms {

            /**
             * Constructs a new TowerTerms.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TowerTerms.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TowerTerms feeratePerKw. */
            feeratePerKw?: (number|null);

            /** TowerTerms maxPackages. */
            maxPackages?: (number|null);

            /** TowerTerms maxBytes. */
            maxBytes?: (Long|null);

            /** TowerTerms packages. */
            packages?: (number|null);

            /** TowerTerms bytes. */
            bytes?: (Long|null);

            /** TowerTerms window. */
            window?: (number|null);

            /**
             * Encodes the specified TowerTerms message. Does not implicitly {@link sferic.v1.TowerTerms.verify|verify} messages.
             * @param message TowerTerms message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TowerTerms.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TowerTerms message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TowerTerms & sferic.v1.TowerTerms.$Shape} TowerTerms
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TowerTerms & sferic.v1.TowerTerms.$Shape;
        }

        namespace TowerTerms {

            /** Properties of a TowerTerms. */
            interface $Properties {

                /** TowerTerms feeratePerKw */
                feeratePerKw?: (number|null);

                /** TowerTerms maxPackages */
                maxPackages?: (number|null);

                /** TowerTerms maxBytes */
                maxBytes?: (Long|null);

                /** TowerTerms packages */
                packages?: (number|null);

                /** TowerTerms bytes */
                bytes?: (Long|null);

                /** TowerTerms window */
                window?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TowerTerms. */
            type $Shape = sferic.v1.TowerTerms.$Properties;
        }

        /**
         * Properties of a StorePackage.
         * @deprecated Use sferic.v1.StorePackage.$Properties instead.
         */
        interface IStorePackage extends sferic.v1.StorePackage.$Properties {
        }

        /** Represents a StorePackage. */
        class StorePackage {

            /**
             * Constructs a new StorePackage.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.StorePackage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StorePackage sequence. */
            sequence?: (Long|null);

            /** StorePackage locator. */
            locator?: (Uint8Array|null);

            /** StorePackage handle. */
            handle?: (Uint8Array|null);

            /** StorePackage package. */
            package?: (Uint8Array|null);

            /**
             * Encodes the specified StorePackage message. Does not implicitly {@link sferic.v1.StorePackage.verify|verify} messages.
             * @param message StorePackage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.StorePackage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StorePackage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.StorePackage & sferic.v1.StorePackage.$Shape} StorePackage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.StorePackage & sferic.v1.StorePackage.$Shape;
        }

        namespace StorePackage {

            /** Properties of a StorePackage. */
            interface $Properties {

                /** StorePackage sequence */
                sequence?: (Long|null);

                /** StorePackage locator */
                locator?: (Uint8Array|null);

                /** StorePackage handle */
                handle?: (Uint8Array|null);

                /** StorePackage package */
                "package"?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StorePackage. */
            type $Shape = sferic.v1.StorePackage.$Properties;
        }

        /**
         * Properties of a PackagesStored.
         * @deprecated Use sferic.v1.PackagesStored.$Properties instead.
         */
        interface IPackagesStored extends sferic.v1.PackagesStored.$Properties {
        }

        /** Represents a PackagesStored. */
        class PackagesStored {

            /**
             * Constructs a new PackagesStored.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.PackagesStored.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PackagesStored sequence. */
            sequence?: (Long|null);

            /**
             * Encodes the specified PackagesStored message. Does not implicitly {@link sferic.v1.PackagesStored.verify|verify} messages.
             * @param message PackagesStored message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.PackagesStored.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PackagesStored message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.PackagesStored & sferic.v1.PackagesStored.$Shape} PackagesStored
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.PackagesStored & sferic.v1.PackagesStored.$Shape;
        }

        namespace PackagesStored {

            /** Properties of a PackagesStored. */
            interface $Properties {

                /** PackagesStored sequence */
                sequence?: (Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PackagesStored. */
            type $Shape = sferic.v1.PackagesStored.$Properties;
        }

        /**
         * Properties of a DeletePackages.
         * @deprecated Use sferic.v1.DeletePackages.$Properties instead.
         */
        interface IDeletePackages extends sferic.v1.DeletePackages.$Properties {
        }

        /** Represents a DeletePackages. */
        class DeletePackages {

            /**
             * Constructs a new DeletePackages.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.DeletePackages.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeletePackages handles. */
            handles: Uint8Array[];

            /**
             * Encodes the specified DeletePackages message. Does not implicitly {@link sferic.v1.DeletePackages.verify|verify} messages.
             * @param message DeletePackages message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.DeletePackages.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeletePackages message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.DeletePackages & sferic.v1.DeletePackages.$Shape} DeletePackages
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.DeletePackages & sferic.v1.DeletePackages.$Shape;
        }

        namespace DeletePackages {

            /** Properties of a DeletePackages. */
            interface $Properties {

                /** DeletePackages handles */
                handles?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeletePackages. */
            type $Shape = sferic.v1.DeletePackages.$Properties;
        }

        /**
         * Properties of a PackagesDeleted.
         * @deprecated Use sferic.v1.PackagesDeleted.$Properties instead.
         */
        interface IPackagesDeleted extends sferic.v1.PackagesDeleted.$Properties {
        }

        /** Represents a PackagesDeleted. */
        class PackagesDeleted {

            /**
             * Constructs a new PackagesDeleted.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.PackagesDeleted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PackagesDeleted packages. */
            packages?: (number|null);

            /** PackagesDeleted bytes. */
            bytes?: (Long|null);

            /**
             * Encodes the specified PackagesDeleted message. Does not implicitly {@link sferic.v1.PackagesDeleted.verify|verify} messages.
             * @param message PackagesDeleted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.PackagesDeleted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PackagesDeleted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.PackagesDeleted & sferic.v1.PackagesDeleted.$Shape} PackagesDeleted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.PackagesDeleted & sferic.v1.PackagesDeleted.$Shape;
        }

        namespace PackagesDeleted {

            /** Properties of a PackagesDeleted. */
            interface $Properties {

                /** PackagesDeleted packages */
                packages?: (number|null);

                /** PackagesDeleted bytes */
                bytes?: (Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PackagesDeleted. */
            type $Shape = sferic.v1.PackagesDeleted.$Properties;
        }

        /**
         * Properties of a TowerRefusal.
         * @deprecated Use sferic.v1.TowerRefusal.$Properties instead.
         */
        interface ITowerRefusal extends sferic.v1.TowerRefusal.$Properties {
        }

        /** Represents a TowerRefusal. */
        class TowerRefusal {

            /**
             * Constructs a new TowerRefusal.
             * @param [properties] Properties to set
             */
            constructor(properties?: sferic.v1.TowerRefusal.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TowerRefusal code. */
            code?: (number|null);

            /** TowerRefusal reason. */
            reason?: (Uint8Array|null);

            /**
             * Encodes the specified TowerRefusal message. Does not implicitly {@link sferic.v1.TowerRefusal.verify|verify} messages.
             * @param message TowerRefusal message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sferic.v1.TowerRefusal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TowerRefusal message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sferic.v1.TowerRefusal & sferic.v1.TowerRefusal.$Shape} TowerRefusal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sferic.v1.TowerRefusal & sferic.v1.TowerRefusal.$Shape;
        }

        namespace TowerRefusal {

            /** Properties of a TowerRefusal. */
            interface $Properties {

                /** TowerRefusal code */
                code?: (number|null);

                /** TowerRefusal reason */
                reason?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TowerRefusal. */
            type $Shape = sferic.v1.TowerRefusal.$Properties;
        }
    }
}
