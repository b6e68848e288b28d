/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const sferic = $root.sferic = (() => {

	const sferic = {};

	sferic.v1 = (function() {

		const v1 = {};

		v1.Shutdown = (function() {

			const Shutdown = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Shutdown.prototype.channelId = null;
			Shutdown.prototype.scriptpubkey = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Shutdown.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Shutdown.prototype, "_scriptpubkey", {
				get: $util.oneOfGetter($oneOfFields = ["scriptpubkey"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			Shutdown.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.scriptpubkey != null && $Object.hasOwnProperty.call(message, "scriptpubkey"))
					writer.uint32(18).bytes(message.scriptpubkey);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Shutdown.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.Shutdown();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.scriptpubkey = reader.bytes();
							message._scriptpubkey = "scriptpubkey";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Shutdown;
		})();

		v1.ClosingComplete = (function() {

			const ClosingComplete = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			ClosingComplete.prototype.channelId = null;
			ClosingComplete.prototype.closerScriptpubkey = null;
			ClosingComplete.prototype.closeeScriptpubkey = null;
			ClosingComplete.prototype.feeSatoshis = null;
			ClosingComplete.prototype.locktime = null;
			ClosingComplete.prototype.closerOutputOnly = null;
			ClosingComplete.prototype.closeeOutputOnly = null;
			ClosingComplete.prototype.closerAndCloseeOutputs = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingComplete.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingComplete.prototype, "_closerScriptpubkey", {
				get: $util.oneOfGetter($oneOfFields = ["closerScriptpubkey"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingComplete.prototype, "_closeeScriptpubkey", {
				get: $util.oneOfGetter($oneOfFields = ["closeeScriptpubkey"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingComplete.prototype, "_feeSatoshis", {
				get: $util.oneOfGetter($oneOfFields = ["feeSatoshis"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingComplete.prototype, "_locktime", {
				get: $util.oneOfGetter($oneOfFields = ["locktime"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingComplete.prototype, "_closerOutputOnly", {
				get: $util.oneOfGetter($oneOfFields = ["closerOutputOnly"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingComplete.prototype, "_closeeOutputOnly", {
				get: $util.oneOfGetter($oneOfFields = ["closeeOutputOnly"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingComplete.prototype, "_closerAndCloseeOutputs", {
				get: $util.oneOfGetter($oneOfFields = ["closerAndCloseeOutputs"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			ClosingComplete.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.closerScriptpubkey != null && $Object.hasOwnProperty.call(message, "closerScriptpubkey"))
					writer.uint32(18).bytes(message.closerScriptpubkey);
				if (message.closeeScriptpubkey != null && $Object.hasOwnProperty.call(message, "closeeScriptpubkey"))
					writer.uint32(26).bytes(message.closeeScriptpubkey);
				if (message.feeSatoshis != null && $Object.hasOwnProperty.call(message, "feeSatoshis"))
					writer.uint32(32).uint64(message.feeSatoshis);
				if (message.locktime != null && $Object.hasOwnProperty.call(message, "locktime"))
					writer.uint32(40).uint32(message.locktime);
				if (message.closerOutputOnly != null && $Object.hasOwnProperty.call(message, "closerOutputOnly"))
					writer.uint32(8010).bytes(message.closerOutputOnly);
				if (message.closeeOutputOnly != null && $Object.hasOwnProperty.call(message, "closeeOutputOnly"))
					writer.uint32(8018).bytes(message.closeeOutputOnly);
				if (message.closerAndCloseeOutputs != null && $Object.hasOwnProperty.call(message, "closerAndCloseeOutputs"))
					writer.uint32(8026).bytes(message.closerAndCloseeOutputs);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			ClosingComplete.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.ClosingComplete();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.closerScriptpubkey = reader.bytes();
							message._closerScriptpubkey = "closerScriptpubkey";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.closeeScriptpubkey = reader.bytes();
							message._closeeScriptpubkey = "closeeScriptpubkey";
							continue;
						}
					case 4: {
							if (wireType !== 0)
								break;
							message.feeSatoshis = reader.uint64();
							message._feeSatoshis = "feeSatoshis";
							continue;
						}
					case 5: {
							if (wireType !== 0)
								break;
							message.locktime = reader.uint32();
							message._locktime = "locktime";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.closerOutputOnly = reader.bytes();
							message._closerOutputOnly = "closerOutputOnly";
							continue;
						}
					case 1002: {
							if (wireType !== 2)
								break;
							message.closeeOutputOnly = reader.bytes();
							message._closeeOutputOnly = "closeeOutputOnly";
							continue;
						}
					case 1003: {
							if (wireType !== 2)
								break;
							message.closerAndCloseeOutputs = reader.bytes();
							message._closerAndCloseeOutputs = "closerAndCloseeOutputs";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return ClosingComplete;
		})();

		v1.ClosingSig = (function() {

			const ClosingSig = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			ClosingSig.prototype.channelId = null;
			ClosingSig.prototype.closerScriptpubkey = null;
			ClosingSig.prototype.closeeScriptpubkey = null;
			ClosingSig.prototype.feeSatoshis = null;
			ClosingSig.prototype.locktime = null;
			ClosingSig.prototype.closerOutputOnly = null;
			ClosingSig.prototype.closeeOutputOnly = null;
			ClosingSig.prototype.closerAndCloseeOutputs = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingSig.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingSig.prototype, "_closerScriptpubkey", {
				get: $util.oneOfGetter($oneOfFields = ["closerScriptpubkey"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingSig.prototype, "_closeeScriptpubkey", {
				get: $util.oneOfGetter($oneOfFields = ["closeeScriptpubkey"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingSig.prototype, "_feeSatoshis", {
				get: $util.oneOfGetter($oneOfFields = ["feeSatoshis"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingSig.prototype, "_locktime", {
				get: $util.oneOfGetter($oneOfFields = ["locktime"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingSig.prototype, "_closerOutputOnly", {
				get: $util.oneOfGetter($oneOfFields = ["closerOutputOnly"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingSig.prototype, "_closeeOutputOnly", {
				get: $util.oneOfGetter($oneOfFields = ["closeeOutputOnly"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ClosingSig.prototype, "_closerAndCloseeOutputs", {
				get: $util.oneOfGetter($oneOfFields = ["closerAndCloseeOutputs"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			ClosingSig.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.closerScriptpubkey != null && $Object.hasOwnProperty.call(message, "closerScriptpubkey"))
					writer.uint32(18).bytes(message.closerScriptpubkey);
				if (message.closeeScriptpubkey != null && $Object.hasOwnProperty.call(message, "closeeScriptpubkey"))
					writer.uint32(26).bytes(message.closeeScriptpubkey);
				if (message.feeSatoshis != null && $Object.hasOwnProperty.call(message, "feeSatoshis"))
					writer.uint32(32).uint64(message.feeSatoshis);
				if (message.locktime != null && $Object.hasOwnProperty.call(message, "locktime"))
					writer.uint32(40).uint32(message.locktime);
				if (message.closerOutputOnly != null && $Object.hasOwnProperty.call(message, "closerOutputOnly"))
					writer.uint32(8010).bytes(message.closerOutputOnly);
				if (message.closeeOutputOnly != null && $Object.hasOwnProperty.call(message, "closeeOutputOnly"))
					writer.uint32(8018).bytes(message.closeeOutputOnly);
				if (message.closerAndCloseeOutputs != null && $Object.hasOwnProperty.call(message, "closerAndCloseeOutputs"))
					writer.uint32(8026).bytes(message.closerAndCloseeOutputs);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			ClosingSig.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.ClosingSig();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.closerScriptpubkey = reader.bytes();
							message._closerScriptpubkey = "closerScriptpubkey";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.closeeScriptpubkey = reader.bytes();
							message._closeeScriptpubkey = "closeeScriptpubkey";
							continue;
						}
					case 4: {
							if (wireType !== 0)
								break;
							message.feeSatoshis = reader.uint64();
							message._feeSatoshis = "feeSatoshis";
							continue;
						}
					case 5: {
							if (wireType !== 0)
								break;
							message.locktime = reader.uint32();
							message._locktime = "locktime";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.closerOutputOnly = reader.bytes();
							message._closerOutputOnly = "closerOutputOnly";
							continue;
						}
					case 1002: {
							if (wireType !== 2)
								break;
							message.closeeOutputOnly = reader.bytes();
							message._closeeOutputOnly = "closeeOutputOnly";
							continue;
						}
					case 1003: {
							if (wireType !== 2)
								break;
							message.closerAndCloseeOutputs = reader.bytes();
							message._closerAndCloseeOutputs = "closerAndCloseeOutputs";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return ClosingSig;
		})();

		v1.Envelope = (function() {

			const Envelope = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Envelope.prototype.warning = null;
			Envelope.prototype.peerStorage = null;
			Envelope.prototype.peerStorageRetrieval = null;
			Envelope.prototype.init = null;
			Envelope.prototype.error = null;
			Envelope.prototype.ping = null;
			Envelope.prototype.pong = null;
			Envelope.prototype.channelReady = null;
			Envelope.prototype.shutdown = null;
			Envelope.prototype.closingComplete = null;
			Envelope.prototype.closingSig = null;
			Envelope.prototype.openChannel2 = null;
			Envelope.prototype.acceptChannel2 = null;
			Envelope.prototype.txAddInput = null;
			Envelope.prototype.txAddOutput = null;
			Envelope.prototype.txRemoveInput = null;
			Envelope.prototype.txRemoveOutput = null;
			Envelope.prototype.txComplete = null;
			Envelope.prototype.txSignatures = null;
			Envelope.prototype.txInitRbf = null;
			Envelope.prototype.txAckRbf = null;
			Envelope.prototype.txAbort = null;
			Envelope.prototype.startBatch = null;
			Envelope.prototype.updateAddHtlc = null;
			Envelope.prototype.updateFulfillHtlc = null;
			Envelope.prototype.updateFailHtlc = null;
			Envelope.prototype.commitmentSigned = null;
			Envelope.prototype.revokeAndAck = null;
			Envelope.prototype.updateFee = null;
			Envelope.prototype.updateFailMalformedHtlc = null;
			Envelope.prototype.channelReestablish = null;
			Envelope.prototype.channelAnnouncement = null;
			Envelope.prototype.nodeAnnouncement = null;
			Envelope.prototype.channelUpdate = null;
			Envelope.prototype.announcementSignatures = null;
			Envelope.prototype.queryShortChannelIds = null;
			Envelope.prototype.replyShortChannelIdsEnd = null;
			Envelope.prototype.queryChannelRange = null;
			Envelope.prototype.replyChannelRange = null;
			Envelope.prototype.gossipTimestampFilter = null;

			let $oneOfFields;

			$Object.defineProperty(Envelope.prototype, "message", {
				get: $util.oneOfGetter($oneOfFields = ["warning", "peerStorage", "peerStorageRetrieval", "init", "error", "ping", "pong", "channelReady", "shutdown", "closingComplete", "closingSig", "openChannel2", "acceptChannel2", "txAddInput", "txAddOutput", "txRemoveInput", "txRemoveOutput", "txComplete", "txSignatures", "txInitRbf", "txAckRbf", "txAbort", "startBatch", "updateAddHtlc", "updateFulfillHtlc", "updateFailHtlc", "commitmentSigned", "revokeAndAck", "updateFee", "updateFailMalformedHtlc", "channelReestablish", "channelAnnouncement", "nodeAnnouncement", "channelUpdate", "announcementSignatures", "queryShortChannelIds", "replyShortChannelIdsEnd", "queryChannelRange", "replyChannelRange", "gossipTimestampFilter"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			Envelope.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.warning != null && $Object.hasOwnProperty.call(message, "warning"))
					$root.sferic.v1.Warning.encode(message.warning, writer.uint32(10).fork(), _depth + 1).ldelim();
				if (message.peerStorage != null && $Object.hasOwnProperty.call(message, "peerStorage"))
					$root.sferic.v1.PeerStorage.encode(message.peerStorage, writer.uint32(58).fork(), _depth + 1).ldelim();
				if (message.peerStorageRetrieval != null && $Object.hasOwnProperty.call(message, "peerStorageRetrieval"))
					$root.sferic.v1.PeerStorageRetrieval.encode(message.peerStorageRetrieval, writer.uint32(74).fork(), _depth + 1).ldelim();
				if (message.init != null && $Object.hasOwnProperty.call(message, "init"))
					$root.sferic.v1.Init.encode(message.init, writer.uint32(130).fork(), _depth + 1).ldelim();
				if (message.error != null && $Object.hasOwnProperty.call(message, "error"))
					$root.sferic.v1.Error.encode(message.error, writer.uint32(138).fork(), _depth + 1).ldelim();
				if (message.ping != null && $Object.hasOwnProperty.call(message, "ping"))
					$root.sferic.v1.Ping.encode(message.ping, writer.uint32(146).fork(), _depth + 1).ldelim();
				if (message.pong != null && $Object.hasOwnProperty.call(message, "pong"))
					$root.sferic.v1.Pong.encode(message.pong, writer.uint32(154).fork(), _depth + 1).ldelim();
				if (message.channelReady != null && $Object.hasOwnProperty.call(message, "channelReady"))
					$root.sferic.v1.ChannelReady.encode(message.channelReady, writer.uint32(290).fork(), _depth + 1).ldelim();
				if (message.shutdown != null && $Object.hasOwnProperty.call(message, "shutdown"))
					$root.sferic.v1.Shutdown.encode(message.shutdown, writer.uint32(306).fork(), _depth + 1).ldelim();
				if (message.closingComplete != null && $Object.hasOwnProperty.call(message, "closingComplete"))
					$root.sferic.v1.ClosingComplete.encode(message.closingComplete, writer.uint32(322).fork(), _depth + 1).ldelim();
				if (message.closingSig != null && $Object.hasOwnProperty.call(message, "closingSig"))
					$root.sferic.v1.ClosingSig.encode(message.closingSig, writer.uint32(330).fork(), _depth + 1).ldelim();
				if (message.openChannel2 != null && $Object.hasOwnProperty.call(message, "openChannel2"))
					$root.sferic.v1.OpenChannel2.encode(message.openChannel2, writer.uint32(514).fork(), _depth + 1).ldelim();
				if (message.acceptChannel2 != null && $Object.hasOwnProperty.call(message, "acceptChannel2"))
					$root.sferic.v1.AcceptChannel2.encode(message.acceptChannel2, writer.uint32(522).fork(), _depth + 1).ldelim();
				if (message.txAddInput != null && $Object.hasOwnProperty.call(message, "txAddInput"))
					$root.sferic.v1.TxAddInput.encode(message.txAddInput, writer.uint32(530).fork(), _depth + 1).ldelim();
				if (message.txAddOutput != null && $Object.hasOwnProperty.call(message, "txAddOutput"))
					$root.sferic.v1.TxAddOutput.encode(message.txAddOutput, writer.uint32(538).fork(), _depth + 1).ldelim();
				if (message.txRemoveInput != null && $Object.hasOwnProperty.call(message, "txRemoveInput"))
					$root.sferic.v1.TxRemoveInput.encode(message.txRemoveInput, writer.uint32(546).fork(), _depth + 1).ldelim();
				if (message.txRemoveOutput != null && $Object.hasOwnProperty.call(message, "txRemoveOutput"))
					$root.sferic.v1.TxRemoveOutput.encode(message.txRemoveOutput, writer.uint32(554).fork(), _depth + 1).ldelim();
				if (message.txComplete != null && $Object.hasOwnProperty.call(message, "txComplete"))
					$root.sferic.v1.TxComplete.encode(message.txComplete, writer.uint32(562).fork(), _depth + 1).ldelim();
				if (message.txSignatures != null && $Object.hasOwnProperty.call(message, "txSignatures"))
					$root.sferic.v1.TxSignatures.encode(message.txSignatures, writer.uint32(570).fork(), _depth + 1).ldelim();
				if (message.txInitRbf != null && $Object.hasOwnProperty.call(message, "txInitRbf"))
					$root.sferic.v1.TxInitRbf.encode(message.txInitRbf, writer.uint32(578).fork(), _depth + 1).ldelim();
				if (message.txAckRbf != null && $Object.hasOwnProperty.call(message, "txAckRbf"))
					$root.sferic.v1.TxAckRbf.encode(message.txAckRbf, writer.uint32(586).fork(), _depth + 1).ldelim();
				if (message.txAbort != null && $Object.hasOwnProperty.call(message, "txAbort"))
					$root.sferic.v1.TxAbort.encode(message.txAbort, writer.uint32(594).fork(), _depth + 1).ldelim();
				if (message.startBatch != null && $Object.hasOwnProperty.call(message, "startBatch"))
					$root.sferic.v1.StartBatch.encode(message.startBatch, writer.uint32(1018).fork(), _depth + 1).ldelim();
				if (message.updateAddHtlc != null && $Object.hasOwnProperty.call(message, "updateAddHtlc"))
					$root.sferic.v1.UpdateAddHtlc.encode(message.updateAddHtlc, writer.uint32(1026).fork(), _depth + 1).ldelim();
				if (message.updateFulfillHtlc != null && $Object.hasOwnProperty.call(message, "updateFulfillHtlc"))
					$root.sferic.v1.UpdateFulfillHtlc.encode(message.updateFulfillHtlc, writer.uint32(1042).fork(), _depth + 1).ldelim();
				if (message.updateFailHtlc != null && $Object.hasOwnProperty.call(message, "updateFailHtlc"))
					$root.sferic.v1.UpdateFailHtlc.encode(message.updateFailHtlc, writer.uint32(1050).fork(), _depth + 1).ldelim();
				if (message.commitmentSigned != null && $Object.hasOwnProperty.call(message, "commitmentSigned"))
					$root.sferic.v1.CommitmentSigned.encode(message.commitmentSigned, writer.uint32(1058).fork(), _depth + 1).ldelim();
				if (message.revokeAndAck != null && $Object.hasOwnProperty.call(message, "revokeAndAck"))
					$root.sferic.v1.RevokeAndAck.encode(message.revokeAndAck, writer.uint32(1066).fork(), _depth + 1).ldelim();
				if (message.updateFee != null && $Object.hasOwnProperty.call(message, "updateFee"))
					$root.sferic.v1.UpdateFee.encode(message.updateFee, writer.uint32(1074).fork(), _depth + 1).ldelim();
				if (message.updateFailMalformedHtlc != null && $Object.hasOwnProperty.call(message, "updateFailMalformedHtlc"))
					$root.sferic.v1.UpdateFailMalformedHtlc.encode(message.updateFailMalformedHtlc, writer.uint32(1082).fork(), _depth + 1).ldelim();
				if (message.channelReestablish != null && $Object.hasOwnProperty.call(message, "channelReestablish"))
					$root.sferic.v1.ChannelReestablish.encode(message.channelReestablish, writer.uint32(1090).fork(), _depth + 1).ldelim();
				if (message.channelAnnouncement != null && $Object.hasOwnProperty.call(message, "channelAnnouncement"))
					$root.sferic.v1.ChannelAnnouncement.encode(message.channelAnnouncement, writer.uint32(2050).fork(), _depth + 1).ldelim();
				if (message.nodeAnnouncement != null && $Object.hasOwnProperty.call(message, "nodeAnnouncement"))
					$root.sferic.v1.NodeAnnouncement.encode(message.nodeAnnouncement, writer.uint32(2058).fork(), _depth + 1).ldelim();
				if (message.channelUpdate != null && $Object.hasOwnProperty.call(message, "channelUpdate"))
					$root.sferic.v1.ChannelUpdate.encode(message.channelUpdate, writer.uint32(2066).fork(), _depth + 1).ldelim();
				if (message.announcementSignatures != null && $Object.hasOwnProperty.call(message, "announcementSignatures"))
					$root.sferic.v1.AnnouncementSignatures.encode(message.announcementSignatures, writer.uint32(2074).fork(), _depth + 1).ldelim();
				if (message.queryShortChannelIds != null && $Object.hasOwnProperty.call(message, "queryShortChannelIds"))
					$root.sferic.v1.QueryShortChannelIds.encode(message.queryShortChannelIds, writer.uint32(2090).fork(), _depth + 1).ldelim();
				if (message.replyShortChannelIdsEnd != null && $Object.hasOwnProperty.call(message, "replyShortChannelIdsEnd"))
					$root.sferic.v1.ReplyShortChannelIdsEnd.encode(message.replyShortChannelIdsEnd, writer.uint32(2098).fork(), _depth + 1).ldelim();
				if (message.queryChannelRange != null && $Object.hasOwnProperty.call(message, "queryChannelRange"))
					$root.sferic.v1.QueryChannelRange.encode(message.queryChannelRange, writer.uint32(2106).fork(), _depth + 1).ldelim();
				if (message.replyChannelRange != null && $Object.hasOwnProperty.call(message, "replyChannelRange"))
					$root.sferic.v1.ReplyChannelRange.encode(message.replyChannelRange, writer.uint32(2114).fork(), _depth + 1).ldelim();
				if (message.gossipTimestampFilter != null && $Object.hasOwnProperty.call(message, "gossipTimestampFilter"))
					$root.sferic.v1.GossipTimestampFilter.encode(message.gossipTimestampFilter, writer.uint32(2122).fork(), _depth + 1).ldelim();
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Envelope.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.Envelope();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.warning = $root.sferic.v1.Warning.decode(reader, reader.size(), $undefined, _depth + 1, message.warning);
							message.message = "warning";
							continue;
						}
					case 7: {
							if (wireType !== 2)
								break;
							message.peerStorage = $root.sferic.v1.PeerStorage.decode(reader, reader.size(), $undefined, _depth + 1, message.peerStorage);
							message.message = "peerStorage";
							continue;
						}
					case 9: {
							if (wireType !== 2)
								break;
							message.peerStorageRetrieval = $root.sferic.v1.PeerStorageRetrieval.decode(reader, reader.size(), $undefined, _depth + 1, message.peerStorageRetrieval);
							message.message = "peerStorageRetrieval";
							continue;
						}
					case 16: {
							if (wireType !== 2)
								break;
							message.init = $root.sferic.v1.Init.decode(reader, reader.size(), $undefined, _depth + 1, message.init);
							message.message = "init";
							continue;
						}
					case 17: {
							if (wireType !== 2)
								break;
							message.error = $root.sferic.v1.Error.decode(reader, reader.size(), $undefined, _depth + 1, message.error);
							message.message = "error";
							continue;
						}
					case 18: {
							if (wireType !== 2)
								break;
							message.ping = $root.sferic.v1.Ping.decode(reader, reader.size(), $undefined, _depth + 1, message.ping);
							message.message = "ping";
							continue;
						}
					case 19: {
							if (wireType !== 2)
								break;
							message.pong = $root.sferic.v1.Pong.decode(reader, reader.size(), $undefined, _depth + 1, message.pong);
							message.message = "pong";
							continue;
						}
					case 36: {
							if (wireType !== 2)
								break;
							message.channelReady = $root.sferic.v1.ChannelReady.decode(reader, reader.size(), $undefined, _depth + 1, message.channelReady);
							message.message = "channelReady";
							continue;
						}
					case 38: {
							if (wireType !== 2)
								break;
							message.shutdown = $root.sferic.v1.Shutdown.decode(reader, reader.size(), $undefined, _depth + 1, message.shutdown);
							message.message = "shutdown";
							continue;
						}
					case 40: {
							if (wireType !== 2)
								break;
							message.closingComplete = $root.sferic.v1.ClosingComplete.decode(reader, reader.size(), $undefined, _depth + 1, message.closingComplete);
							message.message = "closingComplete";
							continue;
						}
					case 41: {
							if (wireType !== 2)
								break;
							message.closingSig = $root.sferic.v1.ClosingSig.decode(reader, reader.size(), $undefined, _depth + 1, message.closingSig);
							message.message = "closingSig";
							continue;
						}
					case 64: {
							if (wireType !== 2)
								break;
							message.openChannel2 = $root.sferic.v1.OpenChannel2.decode(reader, reader.size(), $undefined, _depth + 1, message.openChannel2);
							message.message = "openChannel2";
							continue;
						}
					case 65: {
							if (wireType !== 2)
								break;
							message.acceptChannel2 = $root.sferic.v1.AcceptChannel2.decode(reader, reader.size(), $undefined, _depth + 1, message.acceptChannel2);
							message.message = "acceptChannel2";
							continue;
						}
					case 66: {
							if (wireType !== 2)
								break;
							message.txAddInput = $root.sferic.v1.TxAddInput.decode(reader, reader.size(), $undefined, _depth + 1, message.txAddInput);
							message.message = "txAddInput";
							continue;
						}
					case 67: {
							if (wireType !== 2)
								break;
							message.txAddOutput = $root.sferic.v1.TxAddOutput.decode(reader, reader.size(), $undefined, _depth + 1, message.txAddOutput);
							message.message = "txAddOutput";
							continue;
						}
					case 68: {
							if (wireType !== 2)
								break;
							message.txRemoveInput = $root.sferic.v1.TxRemoveInput.decode(reader, reader.size(), $undefined, _depth + 1, message.txRemoveInput);
							message.message = "txRemoveInput";
							continue;
						}
					case 69: {
							if (wireType !== 2)
								break;
							message.txRemoveOutput = $root.sferic.v1.TxRemoveOutput.decode(reader, reader.size(), $undefined, _depth + 1, message.txRemoveOutput);
							message.message = "txRemoveOutput";
							continue;
						}
					case 70: {
							if (wireType !== 2)
								break;
							message.txComplete = $root.sferic.v1.TxComplete.decode(reader, reader.size(), $undefined, _depth + 1, message.txComplete);
							message.message = "txComplete";
							continue;
						}
					case 71: {
							if (wireType !== 2)
								break;
							message.txSignatures = $root.sferic.v1.TxSignatures.decode(reader, reader.size(), $undefined, _depth + 1, message.txSignatures);
							message.message = "txSignatures";
							continue;
						}
					case 72: {
							if (wireType !== 2)
								break;
							message.txInitRbf = $root.sferic.v1.TxInitRbf.decode(reader, reader.size(), $undefined, _depth + 1, message.txInitRbf);
							message.message = "txInitRbf";
							continue;
						}
					case 73: {
							if (wireType !== 2)
								break;
							message.txAckRbf = $root.sferic.v1.TxAckRbf.decode(reader, reader.size(), $undefined, _depth + 1, message.txAckRbf);
							message.message = "txAckRbf";
							continue;
						}
					case 74: {
							if (wireType !== 2)
								break;
							message.txAbort = $root.sferic.v1.TxAbort.decode(reader, reader.size(), $undefined, _depth + 1, message.txAbort);
							message.message = "txAbort";
							continue;
						}
					case 127: {
							if (wireType !== 2)
								break;
							message.startBatch = $root.sferic.v1.StartBatch.decode(reader, reader.size(), $undefined, _depth + 1, message.startBatch);
							message.message = "startBatch";
							continue;
						}
					case 128: {
							if (wireType !== 2)
								break;
							message.updateAddHtlc = $root.sferic.v1.UpdateAddHtlc.decode(reader, reader.size(), $undefined, _depth + 1, message.updateAddHtlc);
							message.message = "updateAddHtlc";
							continue;
						}
					case 130: {
							if (wireType !== 2)
								break;
							message.updateFulfillHtlc = $root.sferic.v1.UpdateFulfillHtlc.decode(reader, reader.size(), $undefined, _depth + 1, message.updateFulfillHtlc);
							message.message = "updateFulfillHtlc";
							continue;
						}
					case 131: {
							if (wireType !== 2)
								break;
							message.updateFailHtlc = $root.sferic.v1.UpdateFailHtlc.decode(reader, reader.size(), $undefined, _depth + 1, message.updateFailHtlc);
							message.message = "updateFailHtlc";
							continue;
						}
					case 132: {
							if (wireType !== 2)
								break;
							message.commitmentSigned = $root.sferic.v1.CommitmentSigned.decode(reader, reader.size(), $undefined, _depth + 1, message.commitmentSigned);
							message.message = "commitmentSigned";
							continue;
						}
					case 133: {
							if (wireType !== 2)
								break;
							message.revokeAndAck = $root.sferic.v1.RevokeAndAck.decode(reader, reader.size(), $undefined, _depth + 1, message.revokeAndAck);
							message.message = "revokeAndAck";
							continue;
						}
					case 134: {
							if (wireType !== 2)
								break;
							message.updateFee = $root.sferic.v1.UpdateFee.decode(reader, reader.size(), $undefined, _depth + 1, message.updateFee);
							message.message = "updateFee";
							continue;
						}
					case 135: {
							if (wireType !== 2)
								break;
							message.updateFailMalformedHtlc = $root.sferic.v1.UpdateFailMalformedHtlc.decode(reader, reader.size(), $undefined, _depth + 1, message.updateFailMalformedHtlc);
							message.message = "updateFailMalformedHtlc";
							continue;
						}
					case 136: {
							if (wireType !== 2)
								break;
							message.channelReestablish = $root.sferic.v1.ChannelReestablish.decode(reader, reader.size(), $undefined, _depth + 1, message.channelReestablish);
							message.message = "channelReestablish";
							continue;
						}
					case 256: {
							if (wireType !== 2)
								break;
							message.channelAnnouncement = $root.sferic.v1.ChannelAnnouncement.decode(reader, reader.size(), $undefined, _depth + 1, message.channelAnnouncement);
							message.message = "channelAnnouncement";
							continue;
						}
					case 257: {
							if (wireType !== 2)
								break;
							message.nodeAnnouncement = $root.sferic.v1.NodeAnnouncement.decode(reader, reader.size(), $undefined, _depth + 1, message.nodeAnnouncement);
							message.message = "nodeAnnouncement";
							continue;
						}
					case 258: {
							if (wireType !== 2)
								break;
							message.channelUpdate = $root.sferic.v1.ChannelUpdate.decode(reader, reader.size(), $undefined, _depth + 1, message.channelUpdate);
							message.message = "channelUpdate";
							continue;
						}
					case 259: {
							if (wireType !== 2)
								break;
							message.announcementSignatures = $root.sferic.v1.AnnouncementSignatures.decode(reader, reader.size(), $undefined, _depth + 1, message.announcementSignatures);
							message.message = "announcementSignatures";
							continue;
						}
					case 261: {
							if (wireType !== 2)
								break;
							message.queryShortChannelIds = $root.sferic.v1.QueryShortChannelIds.decode(reader, reader.size(), $undefined, _depth + 1, message.queryShortChannelIds);
							message.message = "queryShortChannelIds";
							continue;
						}
					case 262: {
							if (wireType !== 2)
								break;
							message.replyShortChannelIdsEnd = $root.sferic.v1.ReplyShortChannelIdsEnd.decode(reader, reader.size(), $undefined, _depth + 1, message.replyShortChannelIdsEnd);
							message.message = "replyShortChannelIdsEnd";
							continue;
						}
					case 263: {
							if (wireType !== 2)
								break;
							message.queryChannelRange = $root.sferic.v1.QueryChannelRange.decode(reader, reader.size(), $undefined, _depth + 1, message.queryChannelRange);
							message.message = "queryChannelRange";
							continue;
						}
					case 264: {
							if (wireType !== 2)
								break;
							message.replyChannelRange = $root.sferic.v1.ReplyChannelRange.decode(reader, reader.size(), $undefined, _depth + 1, message.replyChannelRange);
							message.message = "replyChannelRange";
							continue;
						}
					case 265: {
							if (wireType !== 2)
								break;
							message.gossipTimestampFilter = $root.sferic.v1.GossipTimestampFilter.decode(reader, reader.size(), $undefined, _depth + 1, message.gossipTimestampFilter);
							message.message = "gossipTimestampFilter";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Envelope;
		})();

		v1.AnnouncementSignatures = (function() {

			const AnnouncementSignatures = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			AnnouncementSignatures.prototype.channelId = null;
			AnnouncementSignatures.prototype.shortChannelId = null;
			AnnouncementSignatures.prototype.nodeSignature = null;
			AnnouncementSignatures.prototype.bitcoinSignature = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AnnouncementSignatures.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AnnouncementSignatures.prototype, "_shortChannelId", {
				get: $util.oneOfGetter($oneOfFields = ["shortChannelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AnnouncementSignatures.prototype, "_nodeSignature", {
				get: $util.oneOfGetter($oneOfFields = ["nodeSignature"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AnnouncementSignatures.prototype, "_bitcoinSignature", {
				get: $util.oneOfGetter($oneOfFields = ["bitcoinSignature"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			AnnouncementSignatures.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.shortChannelId != null && $Object.hasOwnProperty.call(message, "shortChannelId"))
					writer.uint32(17).fixed64(message.shortChannelId);
				if (message.nodeSignature != null && $Object.hasOwnProperty.call(message, "nodeSignature"))
					writer.uint32(26).bytes(message.nodeSignature);
				if (message.bitcoinSignature != null && $Object.hasOwnProperty.call(message, "bitcoinSignature"))
					writer.uint32(34).bytes(message.bitcoinSignature);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			AnnouncementSignatures.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.AnnouncementSignatures();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 1)
								break;
							message.shortChannelId = reader.fixed64();
							message._shortChannelId = "shortChannelId";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.nodeSignature = reader.bytes();
							message._nodeSignature = "nodeSignature";
							continue;
						}
					case 4: {
							if (wireType !== 2)
								break;
							message.bitcoinSignature = reader.bytes();
							message._bitcoinSignature = "bitcoinSignature";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return AnnouncementSignatures;
		})();

		v1.ChannelAnnouncement = (function() {

			const ChannelAnnouncement = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			ChannelAnnouncement.prototype.nodeSignature_1 = null;
			ChannelAnnouncement.prototype.nodeSignature_2 = null;
			ChannelAnnouncement.prototype.bitcoinSignature_1 = null;
			ChannelAnnouncement.prototype.bitcoinSignature_2 = null;
			ChannelAnnouncement.prototype.features = null;
			ChannelAnnouncement.prototype.chainHash = null;
			ChannelAnnouncement.prototype.shortChannelId = null;
			ChannelAnnouncement.prototype.nodeId_1 = null;
			ChannelAnnouncement.prototype.nodeId_2 = null;
			ChannelAnnouncement.prototype.bitcoinKey_1 = null;
			ChannelAnnouncement.prototype.bitcoinKey_2 = null;
			ChannelAnnouncement.prototype.extension = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_nodeSignature_1", {
				get: $util.oneOfGetter($oneOfFields = ["nodeSignature_1"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_nodeSignature_2", {
				get: $util.oneOfGetter($oneOfFields = ["nodeSignature_2"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_bitcoinSignature_1", {
				get: $util.oneOfGetter($oneOfFields = ["bitcoinSignature_1"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_bitcoinSignature_2", {
				get: $util.oneOfGetter($oneOfFields = ["bitcoinSignature_2"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_features", {
				get: $util.oneOfGetter($oneOfFields = ["features"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_chainHash", {
				get: $util.oneOfGetter($oneOfFields = ["chainHash"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_shortChannelId", {
				get: $util.oneOfGetter($oneOfFields = ["shortChannelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_nodeId_1", {
				get: $util.oneOfGetter($oneOfFields = ["nodeId_1"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_nodeId_2", {
				get: $util.oneOfGetter($oneOfFields = ["nodeId_2"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_bitcoinKey_1", {
				get: $util.oneOfGetter($oneOfFields = ["bitcoinKey_1"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_bitcoinKey_2", {
				get: $util.oneOfGetter($oneOfFields = ["bitcoinKey_2"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelAnnouncement.prototype, "_extension", {
				get: $util.oneOfGetter($oneOfFields = ["extension"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			ChannelAnnouncement.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.nodeSignature_1 != null && $Object.hasOwnProperty.call(message, "nodeSignature_1"))
					writer.uint32(10).bytes(message.nodeSignature_1);
				if (message.nodeSignature_2 != null && $Object.hasOwnProperty.call(message, "nodeSignature_2"))
					writer.uint32(18).bytes(message.nodeSignature_2);
				if (message.bitcoinSignature_1 != null && $Object.hasOwnProperty.call(message, "bitcoinSignature_1"))
					writer.uint32(26).bytes(message.bitcoinSignature_1);
				if (message.bitcoinSignature_2 != null && $Object.hasOwnProperty.call(message, "bitcoinSignature_2"))
					writer.uint32(34).bytes(message.bitcoinSignature_2);
				if (message.features != null && $Object.hasOwnProperty.call(message, "features"))
					writer.uint32(42).bytes(message.features);
				if (message.chainHash != null && $Object.hasOwnProperty.call(message, "chainHash"))
					writer.uint32(50).bytes(message.chainHash);
				if (message.shortChannelId != null && $Object.hasOwnProperty.call(message, "shortChannelId"))
					writer.uint32(57).fixed64(message.shortChannelId);
				if (message.nodeId_1 != null && $Object.hasOwnProperty.call(message, "nodeId_1"))
					writer.uint32(66).bytes(message.nodeId_1);
				if (message.nodeId_2 != null && $Object.hasOwnProperty.call(message, "nodeId_2"))
					writer.uint32(74).bytes(message.nodeId_2);
				if (message.bitcoinKey_1 != null && $Object.hasOwnProperty.call(message, "bitcoinKey_1"))
					writer.uint32(82).bytes(message.bitcoinKey_1);
				if (message.bitcoinKey_2 != null && $Object.hasOwnProperty.call(message, "bitcoinKey_2"))
					writer.uint32(90).bytes(message.bitcoinKey_2);
				if (message.extension != null && $Object.hasOwnProperty.call(message, "extension"))
					writer.uint32(794).bytes(message.extension);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			ChannelAnnouncement.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.ChannelAnnouncement();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.nodeSignature_1 = reader.bytes();
							message._nodeSignature_1 = "nodeSignature_1";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.nodeSignature_2 = reader.bytes();
							message._nodeSignature_2 = "nodeSignature_2";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.bitcoinSignature_1 = reader.bytes();
							message._bitcoinSignature_1 = "bitcoinSignature_1";
							continue;
						}
					case 4: {
							if (wireType !== 2)
								break;
							message.bitcoinSignature_2 = reader.bytes();
							message._bitcoinSignature_2 = "bitcoinSignature_2";
							continue;
						}
					case 5: {
							if (wireType !== 2)
								break;
							message.features = reader.bytes();
							message._features = "features";
							continue;
						}
					case 6: {
							if (wireType !== 2)
								break;
							message.chainHash = reader.bytes();
							message._chainHash = "chainHash";
							continue;
						}
					case 7: {
							if (wireType !== 1)
								break;
							message.shortChannelId = reader.fixed64();
							message._shortChannelId = "shortChannelId";
							continue;
						}
					case 8: {
							if (wireType !== 2)
								break;
							message.nodeId_1 = reader.bytes();
							message._nodeId_1 = "nodeId_1";
							continue;
						}
					case 9: {
							if (wireType !== 2)
								break;
							message.nodeId_2 = reader.bytes();
							message._nodeId_2 = "nodeId_2";
							continue;
						}
					case 10: {
							if (wireType !== 2)
								break;
							message.bitcoinKey_1 = reader.bytes();
							message._bitcoinKey_1 = "bitcoinKey_1";
							continue;
						}
					case 11: {
							if (wireType !== 2)
								break;
							message.bitcoinKey_2 = reader.bytes();
							message._bitcoinKey_2 = "bitcoinKey_2";
							continue;
						}
					case 99: {
							if (wireType !== 2)
								break;
							message.extension = reader.bytes();
							message._extension = "extension";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return ChannelAnnouncement;
		})();

		v1.NodeAnnouncement = (function() {

			const NodeAnnouncement = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			NodeAnnouncement.prototype.signature = null;
			NodeAnnouncement.prototype.features = null;
			NodeAnnouncement.prototype.timestamp = null;
			NodeAnnouncement.prototype.nodeId = null;
			NodeAnnouncement.prototype.rgbColor = null;
			NodeAnnouncement.prototype.alias = null;
			NodeAnnouncement.prototype.addresses = null;
			NodeAnnouncement.prototype.extension = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(NodeAnnouncement.prototype, "_signature", {
				get: $util.oneOfGetter($oneOfFields = ["signature"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(NodeAnnouncement.prototype, "_features", {
				get: $util.oneOfGetter($oneOfFields = ["features"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(NodeAnnouncement.prototype, "_timestamp", {
				get: $util.oneOfGetter($oneOfFields = ["timestamp"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(NodeAnnouncement.prototype, "_nodeId", {
				get: $util.oneOfGetter($oneOfFields = ["nodeId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(NodeAnnouncement.prototype, "_rgbColor", {
				get: $util.oneOfGetter($oneOfFields = ["rgbColor"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(NodeAnnouncement.prototype, "_alias", {
				get: $util.oneOfGetter($oneOfFields = ["alias"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(NodeAnnouncement.prototype, "_addresses", {
				get: $util.oneOfGetter($oneOfFields = ["addresses"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(NodeAnnouncement.prototype, "_extension", {
				get: $util.oneOfGetter($oneOfFields = ["extension"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			NodeAnnouncement.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.signature != null && $Object.hasOwnProperty.call(message, "signature"))
					writer.uint32(10).bytes(message.signature);
				if (message.features != null && $Object.hasOwnProperty.call(message, "features"))
					writer.uint32(18).bytes(message.features);
				if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
					writer.uint32(24).uint32(message.timestamp);
				if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId"))
					writer.uint32(34).bytes(message.nodeId);
				if (message.rgbColor != null && $Object.hasOwnProperty.call(message, "rgbColor"))
					writer.uint32(42).bytes(message.rgbColor);
				if (message.alias != null && $Object.hasOwnProperty.call(message, "alias"))
					writer.uint32(50).bytes(message.alias);
				if (message.addresses != null && $Object.hasOwnProperty.call(message, "addresses"))
					writer.uint32(58).bytes(message.addresses);
				if (message.extension != null && $Object.hasOwnProperty.call(message, "extension"))
					writer.uint32(794).bytes(message.extension);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			NodeAnnouncement.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.NodeAnnouncement();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.signature = reader.bytes();
							message._signature = "signature";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.features = reader.bytes();
							message._features = "features";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.timestamp = reader.uint32();
							message._timestamp = "timestamp";
							continue;
						}
					case 4: {
							if (wireType !== 2)
								break;
							message.nodeId = reader.bytes();
							message._nodeId = "nodeId";
							continue;
						}
					case 5: {
							if (wireType !== 2)
								break;
							message.rgbColor = reader.bytes();
							message._rgbColor = "rgbColor";
							continue;
						}
					case 6: {
							if (wireType !== 2)
								break;
							message.alias = reader.bytes();
							message._alias = "alias";
							continue;
						}
					case 7: {
							if (wireType !== 2)
								break;
							message.addresses = reader.bytes();
							message._addresses = "addresses";
							continue;
						}
					case 99: {
							if (wireType !== 2)
								break;
							message.extension = reader.bytes();
							message._extension = "extension";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return NodeAnnouncement;
		})();

		v1.ChannelUpdate = (function() {

			const ChannelUpdate = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			ChannelUpdate.prototype.signature = null;
			ChannelUpdate.prototype.chainHash = null;
			ChannelUpdate.prototype.shortChannelId = null;
			ChannelUpdate.prototype.timestamp = null;
			ChannelUpdate.prototype.messageFlags = null;
			ChannelUpdate.prototype.channelFlags = null;
			ChannelUpdate.prototype.cltvExpiryDelta = null;
			ChannelUpdate.prototype.htlcMinimumMsat = null;
			ChannelUpdate.prototype.feeBaseMsat = null;
			ChannelUpdate.prototype.feeProportionalMillionths = null;
			ChannelUpdate.prototype.htlcMaximumMsat = null;
			ChannelUpdate.prototype.extension = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_signature", {
				get: $util.oneOfGetter($oneOfFields = ["signature"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_chainHash", {
				get: $util.oneOfGetter($oneOfFields = ["chainHash"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_shortChannelId", {
				get: $util.oneOfGetter($oneOfFields = ["shortChannelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_timestamp", {
				get: $util.oneOfGetter($oneOfFields = ["timestamp"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_messageFlags", {
				get: $util.oneOfGetter($oneOfFields = ["messageFlags"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_channelFlags", {
				get: $util.oneOfGetter($oneOfFields = ["channelFlags"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_cltvExpiryDelta", {
				get: $util.oneOfGetter($oneOfFields = ["cltvExpiryDelta"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_htlcMinimumMsat", {
				get: $util.oneOfGetter($oneOfFields = ["htlcMinimumMsat"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_feeBaseMsat", {
				get: $util.oneOfGetter($oneOfFields = ["feeBaseMsat"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_feeProportionalMillionths", {
				get: $util.oneOfGetter($oneOfFields = ["feeProportionalMillionths"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_htlcMaximumMsat", {
				get: $util.oneOfGetter($oneOfFields = ["htlcMaximumMsat"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelUpdate.prototype, "_extension", {
				get: $util.oneOfGetter($oneOfFields = ["extension"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			ChannelUpdate.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.signature != null && $Object.hasOwnProperty.call(message, "signature"))
					writer.uint32(10).bytes(message.signature);
				if (message.chainHash != null && $Object.hasOwnProperty.call(message, "chainHash"))
					writer.uint32(18).bytes(message.chainHash);
				if (message.shortChannelId != null && $Object.hasOwnProperty.call(message, "shortChannelId"))
					writer.uint32(25).fixed64(message.shortChannelId);
				if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
					writer.uint32(32).uint32(message.timestamp);
				if (message.messageFlags != null && $Object.hasOwnProperty.call(message, "messageFlags"))
					writer.uint32(40).uint32(message.messageFlags);
				if (message.channelFlags != null && $Object.hasOwnProperty.call(message, "channelFlags"))
					writer.uint32(48).uint32(message.channelFlags);
				if (message.cltvExpiryDelta != null && $Object.hasOwnProperty.call(message, "cltvExpiryDelta"))
					writer.uint32(56).uint32(message.cltvExpiryDelta);
				if (message.htlcMinimumMsat != null && $Object.hasOwnProperty.call(message, "htlcMinimumMsat"))
					writer.uint32(64).uint64(message.htlcMinimumMsat);
				if (message.feeBaseMsat != null && $Object.hasOwnProperty.call(message, "feeBaseMsat"))
					writer.uint32(72).uint32(message.feeBaseMsat);
				if (message.feeProportionalMillionths != null && $Object.hasOwnProperty.call(message, "feeProportionalMillionths"))
					writer.uint32(80).uint32(message.feeProportionalMillionths);
				if (message.htlcMaximumMsat != null && $Object.hasOwnProperty.call(message, "htlcMaximumMsat"))
					writer.uint32(88).uint64(message.htlcMaximumMsat);
				if (message.extension != null && $Object.hasOwnProperty.call(message, "extension"))
					writer.uint32(794).bytes(message.extension);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			ChannelUpdate.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.ChannelUpdate();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.signature = reader.bytes();
							message._signature = "signature";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.chainHash = reader.bytes();
							message._chainHash = "chainHash";
							continue;
						}
					case 3: {
							if (wireType !== 1)
								break;
							message.shortChannelId = reader.fixed64();
							message._shortChannelId = "shortChannelId";
							continue;
						}
					case 4: {
							if (wireType !== 0)
								break;
							message.timestamp = reader.uint32();
							message._timestamp = "timestamp";
							continue;
						}
					case 5: {
							if (wireType !== 0)
								break;
							message.messageFlags = reader.uint32();
							message._messageFlags = "messageFlags";
							continue;
						}
					case 6: {
							if (wireType !== 0)
								break;
							message.channelFlags = reader.uint32();
							message._channelFlags = "channelFlags";
							continue;
						}
					case 7: {
							if (wireType !== 0)
								break;
							message.cltvExpiryDelta = reader.uint32();
							message._cltvExpiryDelta = "cltvExpiryDelta";
							continue;
						}
					case 8: {
							if (wireType !== 0)
								break;
							message.htlcMinimumMsat = reader.uint64();
							message._htlcMinimumMsat = "htlcMinimumMsat";
							continue;
						}
					case 9: {
							if (wireType !== 0)
								break;
							message.feeBaseMsat = reader.uint32();
							message._feeBaseMsat = "feeBaseMsat";
							continue;
						}
					case 10: {
							if (wireType !== 0)
								break;
							message.feeProportionalMillionths = reader.uint32();
							message._feeProportionalMillionths = "feeProportionalMillionths";
							continue;
						}
					case 11: {
							if (wireType !== 0)
								break;
							message.htlcMaximumMsat = reader.uint64();
							message._htlcMaximumMsat = "htlcMaximumMsat";
							continue;
						}
					case 99: {
							if (wireType !== 2)
								break;
							message.extension = reader.bytes();
							message._extension = "extension";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return ChannelUpdate;
		})();

		v1.QueryShortChannelIds = (function() {

			const QueryShortChannelIds = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			QueryShortChannelIds.prototype.chainHash = null;
			QueryShortChannelIds.prototype.encodedShortIds = null;
			QueryShortChannelIds.prototype.queryFlags = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(QueryShortChannelIds.prototype, "_chainHash", {
				get: $util.oneOfGetter($oneOfFields = ["chainHash"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(QueryShortChannelIds.prototype, "_encodedShortIds", {
				get: $util.oneOfGetter($oneOfFields = ["encodedShortIds"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(QueryShortChannelIds.prototype, "_queryFlags", {
				get: $util.oneOfGetter($oneOfFields = ["queryFlags"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			QueryShortChannelIds.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.chainHash != null && $Object.hasOwnProperty.call(message, "chainHash"))
					writer.uint32(10).bytes(message.chainHash);
				if (message.encodedShortIds != null && $Object.hasOwnProperty.call(message, "encodedShortIds"))
					writer.uint32(18).bytes(message.encodedShortIds);
				if (message.queryFlags != null && $Object.hasOwnProperty.call(message, "queryFlags"))
					writer.uint32(8010).bytes(message.queryFlags);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			QueryShortChannelIds.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.QueryShortChannelIds();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.chainHash = reader.bytes();
							message._chainHash = "chainHash";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.encodedShortIds = reader.bytes();
							message._encodedShortIds = "encodedShortIds";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.queryFlags = reader.bytes();
							message._queryFlags = "queryFlags";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return QueryShortChannelIds;
		})();

		v1.ReplyShortChannelIdsEnd = (function() {

			const ReplyShortChannelIdsEnd = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			ReplyShortChannelIdsEnd.prototype.chainHash = null;
			ReplyShortChannelIdsEnd.prototype.fullInformation = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ReplyShortChannelIdsEnd.prototype, "_chainHash", {
				get: $util.oneOfGetter($oneOfFields = ["chainHash"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ReplyShortChannelIdsEnd.prototype, "_fullInformation", {
				get: $util.oneOfGetter($oneOfFields = ["fullInformation"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			ReplyShortChannelIdsEnd.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.chainHash != null && $Object.hasOwnProperty.call(message, "chainHash"))
					writer.uint32(10).bytes(message.chainHash);
				if (message.fullInformation != null && $Object.hasOwnProperty.call(message, "fullInformation"))
					writer.uint32(16).uint32(message.fullInformation);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			ReplyShortChannelIdsEnd.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.ReplyShortChannelIdsEnd();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.chainHash = reader.bytes();
							message._chainHash = "chainHash";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.fullInformation = reader.uint32();
							message._fullInformation = "fullInformation";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return ReplyShortChannelIdsEnd;
		})();

		v1.QueryChannelRange = (function() {

			const QueryChannelRange = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			QueryChannelRange.prototype.chainHash = null;
			QueryChannelRange.prototype.firstBlocknum = null;
			QueryChannelRange.prototype.numberOfBlocks = null;
			QueryChannelRange.prototype.queryOption = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(QueryChannelRange.prototype, "_chainHash", {
				get: $util.oneOfGetter($oneOfFields = ["chainHash"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(QueryChannelRange.prototype, "_firstBlocknum", {
				get: $util.oneOfGetter($oneOfFields = ["firstBlocknum"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(QueryChannelRange.prototype, "_numberOfBlocks", {
				get: $util.oneOfGetter($oneOfFields = ["numberOfBlocks"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(QueryChannelRange.prototype, "_queryOption", {
				get: $util.oneOfGetter($oneOfFields = ["queryOption"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			QueryChannelRange.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.chainHash != null && $Object.hasOwnProperty.call(message, "chainHash"))
					writer.uint32(10).bytes(message.chainHash);
				if (message.firstBlocknum != null && $Object.hasOwnProperty.call(message, "firstBlocknum"))
					writer.uint32(16).uint32(message.firstBlocknum);
				if (message.numberOfBlocks != null && $Object.hasOwnProperty.call(message, "numberOfBlocks"))
					writer.uint32(24).uint32(message.numberOfBlocks);
				if (message.queryOption != null && $Object.hasOwnProperty.call(message, "queryOption"))
					writer.uint32(8008).uint64(message.queryOption);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			QueryChannelRange.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.QueryChannelRange();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.chainHash = reader.bytes();
							message._chainHash = "chainHash";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.firstBlocknum = reader.uint32();
							message._firstBlocknum = "firstBlocknum";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.numberOfBlocks = reader.uint32();
							message._numberOfBlocks = "numberOfBlocks";
							continue;
						}
					case 1001: {
							if (wireType !== 0)
								break;
							message.queryOption = reader.uint64();
							message._queryOption = "queryOption";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return QueryChannelRange;
		})();

		v1.ReplyChannelRange = (function() {

			const ReplyChannelRange = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			ReplyChannelRange.prototype.chainHash = null;
			ReplyChannelRange.prototype.firstBlocknum = null;
			ReplyChannelRange.prototype.numberOfBlocks = null;
			ReplyChannelRange.prototype.syncComplete = null;
			ReplyChannelRange.prototype.encodedShortIds = null;
			ReplyChannelRange.prototype.timestamps = null;
			ReplyChannelRange.prototype.checksums = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ReplyChannelRange.prototype, "_chainHash", {
				get: $util.oneOfGetter($oneOfFields = ["chainHash"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ReplyChannelRange.prototype, "_firstBlocknum", {
				get: $util.oneOfGetter($oneOfFields = ["firstBlocknum"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ReplyChannelRange.prototype, "_numberOfBlocks", {
				get: $util.oneOfGetter($oneOfFields = ["numberOfBlocks"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ReplyChannelRange.prototype, "_syncComplete", {
				get: $util.oneOfGetter($oneOfFields = ["syncComplete"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ReplyChannelRange.prototype, "_encodedShortIds", {
				get: $util.oneOfGetter($oneOfFields = ["encodedShortIds"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ReplyChannelRange.prototype, "_timestamps", {
				get: $util.oneOfGetter($oneOfFields = ["timestamps"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ReplyChannelRange.prototype, "_checksums", {
				get: $util.oneOfGetter($oneOfFields = ["checksums"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			ReplyChannelRange.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.chainHash != null && $Object.hasOwnProperty.call(message, "chainHash"))
					writer.uint32(10).bytes(message.chainHash);
				if (message.firstBlocknum != null && $Object.hasOwnProperty.call(message, "firstBlocknum"))
					writer.uint32(16).uint32(message.firstBlocknum);
				if (message.numberOfBlocks != null && $Object.hasOwnProperty.call(message, "numberOfBlocks"))
					writer.uint32(24).uint32(message.numberOfBlocks);
				if (message.syncComplete != null && $Object.hasOwnProperty.call(message, "syncComplete"))
					writer.uint32(32).uint32(message.syncComplete);
				if (message.encodedShortIds != null && $Object.hasOwnProperty.call(message, "encodedShortIds"))
					writer.uint32(42).bytes(message.encodedShortIds);
				if (message.timestamps != null && $Object.hasOwnProperty.call(message, "timestamps"))
					writer.uint32(8010).bytes(message.timestamps);
				if (message.checksums != null && $Object.hasOwnProperty.call(message, "checksums"))
					writer.uint32(8026).bytes(message.checksums);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			ReplyChannelRange.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.ReplyChannelRange();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.chainHash = reader.bytes();
							message._chainHash = "chainHash";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.firstBlocknum = reader.uint32();
							message._firstBlocknum = "firstBlocknum";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.numberOfBlocks = reader.uint32();
							message._numberOfBlocks = "numberOfBlocks";
							continue;
						}
					case 4: {
							if (wireType !== 0)
								break;
							message.syncComplete = reader.uint32();
							message._syncComplete = "syncComplete";
							continue;
						}
					case 5: {
							if (wireType !== 2)
								break;
							message.encodedShortIds = reader.bytes();
							message._encodedShortIds = "encodedShortIds";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.timestamps = reader.bytes();
							message._timestamps = "timestamps";
							continue;
						}
					case 1003: {
							if (wireType !== 2)
								break;
							message.checksums = reader.bytes();
							message._checksums = "checksums";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return ReplyChannelRange;
		})();

		v1.GossipTimestampFilter = (function() {

			const GossipTimestampFilter = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			GossipTimestampFilter.prototype.chainHash = null;
			GossipTimestampFilter.prototype.firstTimestamp = null;
			GossipTimestampFilter.prototype.timestampRange = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(GossipTimestampFilter.prototype, "_chainHash", {
				get: $util.oneOfGetter($oneOfFields = ["chainHash"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(GossipTimestampFilter.prototype, "_firstTimestamp", {
				get: $util.oneOfGetter($oneOfFields = ["firstTimestamp"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(GossipTimestampFilter.prototype, "_timestampRange", {
				get: $util.oneOfGetter($oneOfFields = ["timestampRange"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			GossipTimestampFilter.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.chainHash != null && $Object.hasOwnProperty.call(message, "chainHash"))
					writer.uint32(10).bytes(message.chainHash);
				if (message.firstTimestamp != null && $Object.hasOwnProperty.call(message, "firstTimestamp"))
					writer.uint32(16).uint32(message.firstTimestamp);
				if (message.timestampRange != null && $Object.hasOwnProperty.call(message, "timestampRange"))
					writer.uint32(24).uint32(message.timestampRange);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			GossipTimestampFilter.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.GossipTimestampFilter();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.chainHash = reader.bytes();
							message._chainHash = "chainHash";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.firstTimestamp = reader.uint32();
							message._firstTimestamp = "firstTimestamp";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.timestampRange = reader.uint32();
							message._timestampRange = "timestampRange";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return GossipTimestampFilter;
		})();

		v1.TxAddInput = (function() {

			const TxAddInput = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TxAddInput.prototype.channelId = null;
			TxAddInput.prototype.serialId = null;
			TxAddInput.prototype.prevtx = null;
			TxAddInput.prototype.prevtxVout = null;
			TxAddInput.prototype.sequence = null;
			TxAddInput.prototype.sharedInputTxid = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddInput.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddInput.prototype, "_serialId", {
				get: $util.oneOfGetter($oneOfFields = ["serialId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddInput.prototype, "_prevtx", {
				get: $util.oneOfGetter($oneOfFields = ["prevtx"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddInput.prototype, "_prevtxVout", {
				get: $util.oneOfGetter($oneOfFields = ["prevtxVout"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddInput.prototype, "_sequence", {
				get: $util.oneOfGetter($oneOfFields = ["sequence"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddInput.prototype, "_sharedInputTxid", {
				get: $util.oneOfGetter($oneOfFields = ["sharedInputTxid"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TxAddInput.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.serialId != null && $Object.hasOwnProperty.call(message, "serialId"))
					writer.uint32(17).fixed64(message.serialId);
				if (message.prevtx != null && $Object.hasOwnProperty.call(message, "prevtx"))
					writer.uint32(26).bytes(message.prevtx);
				if (message.prevtxVout != null && $Object.hasOwnProperty.call(message, "prevtxVout"))
					writer.uint32(32).uint32(message.prevtxVout);
				if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
					writer.uint32(40).uint32(message.sequence);
				if (message.sharedInputTxid != null && $Object.hasOwnProperty.call(message, "sharedInputTxid"))
					writer.uint32(8002).bytes(message.sharedInputTxid);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TxAddInput.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TxAddInput();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 1)
								break;
							message.serialId = reader.fixed64();
							message._serialId = "serialId";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.prevtx = reader.bytes();
							message._prevtx = "prevtx";
							continue;
						}
					case 4: {
							if (wireType !== 0)
								break;
							message.prevtxVout = reader.uint32();
							message._prevtxVout = "prevtxVout";
							continue;
						}
					case 5: {
							if (wireType !== 0)
								break;
							message.sequence = reader.uint32();
							message._sequence = "sequence";
							continue;
						}
					case 1000: {
							if (wireType !== 2)
								break;
							message.sharedInputTxid = reader.bytes();
							message._sharedInputTxid = "sharedInputTxid";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TxAddInput;
		})();

		v1.TxAddOutput = (function() {

			const TxAddOutput = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TxAddOutput.prototype.channelId = null;
			TxAddOutput.prototype.serialId = null;
			TxAddOutput.prototype.sats = null;
			TxAddOutput.prototype.script = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddOutput.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddOutput.prototype, "_serialId", {
				get: $util.oneOfGetter($oneOfFields = ["serialId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddOutput.prototype, "_sats", {
				get: $util.oneOfGetter($oneOfFields = ["sats"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAddOutput.prototype, "_script", {
				get: $util.oneOfGetter($oneOfFields = ["script"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TxAddOutput.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.serialId != null && $Object.hasOwnProperty.call(message, "serialId"))
					writer.uint32(17).fixed64(message.serialId);
				if (message.sats != null && $Object.hasOwnProperty.call(message, "sats"))
					writer.uint32(24).uint64(message.sats);
				if (message.script != null && $Object.hasOwnProperty.call(message, "script"))
					writer.uint32(34).bytes(message.script);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TxAddOutput.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TxAddOutput();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 1)
								break;
							message.serialId = reader.fixed64();
							message._serialId = "serialId";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.sats = reader.uint64();
							message._sats = "sats";
							continue;
						}
					case 4: {
							if (wireType !== 2)
								break;
							message.script = reader.bytes();
							message._script = "script";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TxAddOutput;
		})();

		v1.TxRemoveInput = (function() {

			const TxRemoveInput = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TxRemoveInput.prototype.channelId = null;
			TxRemoveInput.prototype.serialId = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxRemoveInput.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxRemoveInput.prototype, "_serialId", {
				get: $util.oneOfGetter($oneOfFields = ["serialId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TxRemoveInput.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.serialId != null && $Object.hasOwnProperty.call(message, "serialId"))
					writer.uint32(17).fixed64(message.serialId);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TxRemoveInput.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TxRemoveInput();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 1)
								break;
							message.serialId = reader.fixed64();
							message._serialId = "serialId";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TxRemoveInput;
		})();

		v1.TxRemoveOutput = (function() {

			const TxRemoveOutput = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TxRemoveOutput.prototype.channelId = null;
			TxRemoveOutput.prototype.serialId = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxRemoveOutput.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxRemoveOutput.prototype, "_serialId", {
				get: $util.oneOfGetter($oneOfFields = ["serialId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TxRemoveOutput.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.serialId != null && $Object.hasOwnProperty.call(message, "serialId"))
					writer.uint32(17).fixed64(message.serialId);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TxRemoveOutput.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TxRemoveOutput();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 1)
								break;
							message.serialId = reader.fixed64();
							message._serialId = "serialId";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TxRemoveOutput;
		})();

		v1.TxComplete = (function() {

			const TxComplete = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TxComplete.prototype.channelId = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxComplete.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TxComplete.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TxComplete.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TxComplete();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TxComplete;
		})();

		v1.TxSignatures = (function() {

			const TxSignatures = function (properties) {
				this.witnesses = [];
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TxSignatures.prototype.channelId = null;
			TxSignatures.prototype.txid = null;
			TxSignatures.prototype.witnesses = $util.emptyArray;
			TxSignatures.prototype.sharedInputSignature = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxSignatures.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxSignatures.prototype, "_txid", {
				get: $util.oneOfGetter($oneOfFields = ["txid"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxSignatures.prototype, "_sharedInputSignature", {
				get: $util.oneOfGetter($oneOfFields = ["sharedInputSignature"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TxSignatures.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.txid != null && $Object.hasOwnProperty.call(message, "txid"))
					writer.uint32(18).bytes(message.txid);
				if (message.witnesses != null && message.witnesses.length)
					for (let i = 0; i < message.witnesses.length; ++i)
						writer.uint32(26).bytes(message.witnesses[i]);
				if (message.sharedInputSignature != null && $Object.hasOwnProperty.call(message, "sharedInputSignature"))
					writer.uint32(8002).bytes(message.sharedInputSignature);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TxSignatures.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TxSignatures();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.txid = reader.bytes();
							message._txid = "txid";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							if (!(message.witnesses && message.witnesses.length))
								message.witnesses = [];
							message.witnesses.push(reader.bytes());
							continue;
						}
					case 1000: {
							if (wireType !== 2)
								break;
							message.sharedInputSignature = reader.bytes();
							message._sharedInputSignature = "sharedInputSignature";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TxSignatures;
		})();

		v1.TxInitRbf = (function() {

			const TxInitRbf = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TxInitRbf.prototype.channelId = null;
			TxInitRbf.prototype.locktime = null;
			TxInitRbf.prototype.feerate = null;
			TxInitRbf.prototype.fundingOutputContribution = null;
			TxInitRbf.prototype.requireConfirmedInputs = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxInitRbf.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxInitRbf.prototype, "_locktime", {
				get: $util.oneOfGetter($oneOfFields = ["locktime"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxInitRbf.prototype, "_feerate", {
				get: $util.oneOfGetter($oneOfFields = ["feerate"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxInitRbf.prototype, "_fundingOutputContribution", {
				get: $util.oneOfGetter($oneOfFields = ["fundingOutputContribution"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxInitRbf.prototype, "_requireConfirmedInputs", {
				get: $util.oneOfGetter($oneOfFields = ["requireConfirmedInputs"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TxInitRbf.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.locktime != null && $Object.hasOwnProperty.call(message, "locktime"))
					writer.uint32(16).uint32(message.locktime);
				if (message.feerate != null && $Object.hasOwnProperty.call(message, "feerate"))
					writer.uint32(24).uint32(message.feerate);
				if (message.fundingOutputContribution != null && $Object.hasOwnProperty.call(message, "fundingOutputContribution"))
					writer.uint32(8000).sint64(message.fundingOutputContribution);
				if (message.requireConfirmedInputs != null && $Object.hasOwnProperty.call(message, "requireConfirmedInputs"))
					writer.uint32(8016).bool(message.requireConfirmedInputs);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TxInitRbf.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TxInitRbf();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.locktime = reader.uint32();
							message._locktime = "locktime";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.feerate = reader.uint32();
							message._feerate = "feerate";
							continue;
						}
					case 1000: {
							if (wireType !== 0)
								break;
							message.fundingOutputContribution = reader.sint64();
							message._fundingOutputContribution = "fundingOutputContribution";
							continue;
						}
					case 1002: {
							if (wireType !== 0)
								break;
							message.requireConfirmedInputs = reader.bool();
							message._requireConfirmedInputs = "requireConfirmedInputs";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TxInitRbf;
		})();

		v1.TxAckRbf = (function() {

			const TxAckRbf = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TxAckRbf.prototype.channelId = null;
			TxAckRbf.prototype.fundingOutputContribution = null;
			TxAckRbf.prototype.requireConfirmedInputs = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAckRbf.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAckRbf.prototype, "_fundingOutputContribution", {
				get: $util.oneOfGetter($oneOfFields = ["fundingOutputContribution"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAckRbf.prototype, "_requireConfirmedInputs", {
				get: $util.oneOfGetter($oneOfFields = ["requireConfirmedInputs"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TxAckRbf.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.fundingOutputContribution != null && $Object.hasOwnProperty.call(message, "fundingOutputContribution"))
					writer.uint32(8000).sint64(message.fundingOutputContribution);
				if (message.requireConfirmedInputs != null && $Object.hasOwnProperty.call(message, "requireConfirmedInputs"))
					writer.uint32(8016).bool(message.requireConfirmedInputs);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TxAckRbf.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TxAckRbf();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 1000: {
							if (wireType !== 0)
								break;
							message.fundingOutputContribution = reader.sint64();
							message._fundingOutputContribution = "fundingOutputContribution";
							continue;
						}
					case 1002: {
							if (wireType !== 0)
								break;
							message.requireConfirmedInputs = reader.bool();
							message._requireConfirmedInputs = "requireConfirmedInputs";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TxAckRbf;
		})();

		v1.TxAbort = (function() {

			const TxAbort = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TxAbort.prototype.channelId = null;
			TxAbort.prototype.data = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAbort.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TxAbort.prototype, "_data", {
				get: $util.oneOfGetter($oneOfFields = ["data"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TxAbort.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
					writer.uint32(18).bytes(message.data);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TxAbort.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TxAbort();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.data = reader.bytes();
							message._data = "data";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TxAbort;
		})();

		v1.OpenChannel2 = (function() {

			const OpenChannel2 = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			OpenChannel2.prototype.chainHash = null;
			OpenChannel2.prototype.temporaryChannelId = null;
			OpenChannel2.prototype.fundingFeeratePerkw = null;
			OpenChannel2.prototype.commitmentFeeratePerkw = null;
			OpenChannel2.prototype.fundingSatoshis = null;
			OpenChannel2.prototype.dustLimitSatoshis = null;
			OpenChannel2.prototype.maxHtlcValueInFlightMsat = null;
			OpenChannel2.prototype.htlcMinimumMsat = null;
			OpenChannel2.prototype.toSelfDelay = null;
			OpenChannel2.prototype.maxAcceptedHtlcs = null;
			OpenChannel2.prototype.locktime = null;
			OpenChannel2.prototype.fundingPubkey = null;
			OpenChannel2.prototype.revocationBasepoint = null;
			OpenChannel2.prototype.paymentBasepoint = null;
			OpenChannel2.prototype.delayedPaymentBasepoint = null;
			OpenChannel2.prototype.htlcBasepoint = null;
			OpenChannel2.prototype.firstPerCommitmentPoint = null;
			OpenChannel2.prototype.secondPerCommitmentPoint = null;
			OpenChannel2.prototype.channelFlags = null;
			OpenChannel2.prototype.upfrontShutdownScript = null;
			OpenChannel2.prototype.channelType = null;
			OpenChannel2.prototype.requireConfirmedInputs = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_chainHash", {
				get: $util.oneOfGetter($oneOfFields = ["chainHash"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_temporaryChannelId", {
				get: $util.oneOfGetter($oneOfFields = ["temporaryChannelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_fundingFeeratePerkw", {
				get: $util.oneOfGetter($oneOfFields = ["fundingFeeratePerkw"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_commitmentFeeratePerkw", {
				get: $util.oneOfGetter($oneOfFields = ["commitmentFeeratePerkw"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_fundingSatoshis", {
				get: $util.oneOfGetter($oneOfFields = ["fundingSatoshis"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_dustLimitSatoshis", {
				get: $util.oneOfGetter($oneOfFields = ["dustLimitSatoshis"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_maxHtlcValueInFlightMsat", {
				get: $util.oneOfGetter($oneOfFields = ["maxHtlcValueInFlightMsat"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_htlcMinimumMsat", {
				get: $util.oneOfGetter($oneOfFields = ["htlcMinimumMsat"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_toSelfDelay", {
				get: $util.oneOfGetter($oneOfFields = ["toSelfDelay"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_maxAcceptedHtlcs", {
				get: $util.oneOfGetter($oneOfFields = ["maxAcceptedHtlcs"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_locktime", {
				get: $util.oneOfGetter($oneOfFields = ["locktime"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_fundingPubkey", {
				get: $util.oneOfGetter($oneOfFields = ["fundingPubkey"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_revocationBasepoint", {
				get: $util.oneOfGetter($oneOfFields = ["revocationBasepoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_paymentBasepoint", {
				get: $util.oneOfGetter($oneOfFields = ["paymentBasepoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_delayedPaymentBasepoint", {
				get: $util.oneOfGetter($oneOfFields = ["delayedPaymentBasepoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_htlcBasepoint", {
				get: $util.oneOfGetter($oneOfFields = ["htlcBasepoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_firstPerCommitmentPoint", {
				get: $util.oneOfGetter($oneOfFields = ["firstPerCommitmentPoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_secondPerCommitmentPoint", {
				get: $util.oneOfGetter($oneOfFields = ["secondPerCommitmentPoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_channelFlags", {
				get: $util.oneOfGetter($oneOfFields = ["channelFlags"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_upfrontShutdownScript", {
				get: $util.oneOfGetter($oneOfFields = ["upfrontShutdownScript"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_channelType", {
				get: $util.oneOfGetter($oneOfFields = ["channelType"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(OpenChannel2.prototype, "_requireConfirmedInputs", {
				get: $util.oneOfGetter($oneOfFields = ["requireConfirmedInputs"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			OpenChannel2.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.chainHash != null && $Object.hasOwnProperty.call(message, "chainHash"))
					writer.uint32(10).bytes(message.chainHash);
				if (message.temporaryChannelId != null && $Object.hasOwnProperty.call(message, "temporaryChannelId"))
					writer.uint32(18).bytes(message.temporaryChannelId);
				if (message.fundingFeeratePerkw != null && $Object.hasOwnProperty.call(message, "fundingFeeratePerkw"))
					writer.uint32(24).uint32(message.fundingFeeratePerkw);
				if (message.commitmentFeeratePerkw != null && $Object.hasOwnProperty.call(message, "commitmentFeeratePerkw"))
					writer.uint32(32).uint32(message.commitmentFeeratePerkw);
				if (message.fundingSatoshis != null && $Object.hasOwnProperty.call(message, "fundingSatoshis"))
					writer.uint32(40).uint64(message.fundingSatoshis);
				if (message.dustLimitSatoshis != null && $Object.hasOwnProperty.call(message, "dustLimitSatoshis"))
					writer.uint32(48).uint64(message.dustLimitSatoshis);
				if (message.maxHtlcValueInFlightMsat != null && $Object.hasOwnProperty.call(message, "maxHtlcValueInFlightMsat"))
					writer.uint32(56).uint64(message.maxHtlcValueInFlightMsat);
				if (message.htlcMinimumMsat != null && $Object.hasOwnProperty.call(message, "htlcMinimumMsat"))
					writer.uint32(64).uint64(message.htlcMinimumMsat);
				if (message.toSelfDelay != null && $Object.hasOwnProperty.call(message, "toSelfDelay"))
					writer.uint32(72).uint32(message.toSelfDelay);
				if (message.maxAcceptedHtlcs != null && $Object.hasOwnProperty.call(message, "maxAcceptedHtlcs"))
					writer.uint32(80).uint32(message.maxAcceptedHtlcs);
				if (message.locktime != null && $Object.hasOwnProperty.call(message, "locktime"))
					writer.uint32(88).uint32(message.locktime);
				if (message.fundingPubkey != null && $Object.hasOwnProperty.call(message, "fundingPubkey"))
					writer.uint32(98).bytes(message.fundingPubkey);
				if (message.revocationBasepoint != null && $Object.hasOwnProperty.call(message, "revocationBasepoint"))
					writer.uint32(106).bytes(message.revocationBasepoint);
				if (message.paymentBasepoint != null && $Object.hasOwnProperty.call(message, "paymentBasepoint"))
					writer.uint32(114).bytes(message.paymentBasepoint);
				if (message.delayedPaymentBasepoint != null && $Object.hasOwnProperty.call(message, "delayedPaymentBasepoint"))
					writer.uint32(122).bytes(message.delayedPaymentBasepoint);
				if (message.htlcBasepoint != null && $Object.hasOwnProperty.call(message, "htlcBasepoint"))
					writer.uint32(130).bytes(message.htlcBasepoint);
				if (message.firstPerCommitmentPoint != null && $Object.hasOwnProperty.call(message, "firstPerCommitmentPoint"))
					writer.uint32(138).bytes(message.firstPerCommitmentPoint);
				if (message.secondPerCommitmentPoint != null && $Object.hasOwnProperty.call(message, "secondPerCommitmentPoint"))
					writer.uint32(146).bytes(message.secondPerCommitmentPoint);
				if (message.channelFlags != null && $Object.hasOwnProperty.call(message, "channelFlags"))
					writer.uint32(152).uint32(message.channelFlags);
				if (message.upfrontShutdownScript != null && $Object.hasOwnProperty.call(message, "upfrontShutdownScript"))
					writer.uint32(8002).bytes(message.upfrontShutdownScript);
				if (message.channelType != null && $Object.hasOwnProperty.call(message, "channelType"))
					writer.uint32(8010).bytes(message.channelType);
				if (message.requireConfirmedInputs != null && $Object.hasOwnProperty.call(message, "requireConfirmedInputs"))
					writer.uint32(8016).bool(message.requireConfirmedInputs);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			OpenChannel2.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.OpenChannel2();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.chainHash = reader.bytes();
							message._chainHash = "chainHash";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.temporaryChannelId = reader.bytes();
							message._temporaryChannelId = "temporaryChannelId";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.fundingFeeratePerkw = reader.uint32();
							message._fundingFeeratePerkw = "fundingFeeratePerkw";
							continue;
						}
					case 4: {
							if (wireType !== 0)
								break;
							message.commitmentFeeratePerkw = reader.uint32();
							message._commitmentFeeratePerkw = "commitmentFeeratePerkw";
							continue;
						}
					case 5: {
							if (wireType !== 0)
								break;
							message.fundingSatoshis = reader.uint64();
							message._fundingSatoshis = "fundingSatoshis";
							continue;
						}
					case 6: {
							if (wireType !== 0)
								break;
							message.dustLimitSatoshis = reader.uint64();
							message._dustLimitSatoshis = "dustLimitSatoshis";
							continue;
						}
					case 7: {
							if (wireType !== 0)
								break;
							message.maxHtlcValueInFlightMsat = reader.uint64();
							message._maxHtlcValueInFlightMsat = "maxHtlcValueInFlightMsat";
							continue;
						}
					case 8: {
							if (wireType !== 0)
								break;
							message.htlcMinimumMsat = reader.uint64();
							message._htlcMinimumMsat = "htlcMinimumMsat";
							continue;
						}
					case 9: {
							if (wireType !== 0)
								break;
							message.toSelfDelay = reader.uint32();
							message._toSelfDelay = "toSelfDelay";
							continue;
						}
					case 10: {
							if (wireType !== 0)
								break;
							message.maxAcceptedHtlcs = reader.uint32();
							message._maxAcceptedHtlcs = "maxAcceptedHtlcs";
							continue;
						}
					case 11: {
							if (wireType !== 0)
								break;
							message.locktime = reader.uint32();
							message._locktime = "locktime";
							continue;
						}
					case 12: {
							if (wireType !== 2)
								break;
							message.fundingPubkey = reader.bytes();
							message._fundingPubkey = "fundingPubkey";
							continue;
						}
					case 13: {
							if (wireType !== 2)
								break;
							message.revocationBasepoint = reader.bytes();
							message._revocationBasepoint = "revocationBasepoint";
							continue;
						}
					case 14: {
							if (wireType !== 2)
								break;
							message.paymentBasepoint = reader.bytes();
							message._paymentBasepoint = "paymentBasepoint";
							continue;
						}
					case 15: {
							if (wireType !== 2)
								break;
							message.delayedPaymentBasepoint = reader.bytes();
							message._delayedPaymentBasepoint = "delayedPaymentBasepoint";
							continue;
						}
					case 16: {
							if (wireType !== 2)
								break;
							message.htlcBasepoint = reader.bytes();
							message._htlcBasepoint = "htlcBasepoint";
							continue;
						}
					case 17: {
							if (wireType !== 2)
								break;
							message.firstPerCommitmentPoint = reader.bytes();
							message._firstPerCommitmentPoint = "firstPerCommitmentPoint";
							continue;
						}
					case 18: {
							if (wireType !== 2)
								break;
							message.secondPerCommitmentPoint = reader.bytes();
							message._secondPerCommitmentPoint = "secondPerCommitmentPoint";
							continue;
						}
					case 19: {
							if (wireType !== 0)
								break;
							message.channelFlags = reader.uint32();
							message._channelFlags = "channelFlags";
							continue;
						}
					case 1000: {
							if (wireType !== 2)
								break;
							message.upfrontShutdownScript = reader.bytes();
							message._upfrontShutdownScript = "upfrontShutdownScript";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.channelType = reader.bytes();
							message._channelType = "channelType";
							continue;
						}
					case 1002: {
							if (wireType !== 0)
								break;
							message.requireConfirmedInputs = reader.bool();
							message._requireConfirmedInputs = "requireConfirmedInputs";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return OpenChannel2;
		})();

		v1.AcceptChannel2 = (function() {

			const AcceptChannel2 = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			AcceptChannel2.prototype.temporaryChannelId = null;
			AcceptChannel2.prototype.fundingSatoshis = null;
			AcceptChannel2.prototype.dustLimitSatoshis = null;
			AcceptChannel2.prototype.maxHtlcValueInFlightMsat = null;
			AcceptChannel2.prototype.htlcMinimumMsat = null;
			AcceptChannel2.prototype.minimumDepth = null;
			AcceptChannel2.prototype.toSelfDelay = null;
			AcceptChannel2.prototype.maxAcceptedHtlcs = null;
			AcceptChannel2.prototype.fundingPubkey = null;
			AcceptChannel2.prototype.revocationBasepoint = null;
			AcceptChannel2.prototype.paymentBasepoint = null;
			AcceptChannel2.prototype.delayedPaymentBasepoint = null;
			AcceptChannel2.prototype.htlcBasepoint = null;
			AcceptChannel2.prototype.firstPerCommitmentPoint = null;
			AcceptChannel2.prototype.secondPerCommitmentPoint = null;
			AcceptChannel2.prototype.upfrontShutdownScript = null;
			AcceptChannel2.prototype.channelType = null;
			AcceptChannel2.prototype.requireConfirmedInputs = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_temporaryChannelId", {
				get: $util.oneOfGetter($oneOfFields = ["temporaryChannelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_fundingSatoshis", {
				get: $util.oneOfGetter($oneOfFields = ["fundingSatoshis"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_dustLimitSatoshis", {
				get: $util.oneOfGetter($oneOfFields = ["dustLimitSatoshis"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_maxHtlcValueInFlightMsat", {
				get: $util.oneOfGetter($oneOfFields = ["maxHtlcValueInFlightMsat"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_htlcMinimumMsat", {
				get: $util.oneOfGetter($oneOfFields = ["htlcMinimumMsat"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_minimumDepth", {
				get: $util.oneOfGetter($oneOfFields = ["minimumDepth"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_toSelfDelay", {
				get: $util.oneOfGetter($oneOfFields = ["toSelfDelay"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_maxAcceptedHtlcs", {
				get: $util.oneOfGetter($oneOfFields = ["maxAcceptedHtlcs"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_fundingPubkey", {
				get: $util.oneOfGetter($oneOfFields = ["fundingPubkey"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_revocationBasepoint", {
				get: $util.oneOfGetter($oneOfFields = ["revocationBasepoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_paymentBasepoint", {
				get: $util.oneOfGetter($oneOfFields = ["paymentBasepoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_delayedPaymentBasepoint", {
				get: $util.oneOfGetter($oneOfFields = ["delayedPaymentBasepoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_htlcBasepoint", {
				get: $util.oneOfGetter($oneOfFields = ["htlcBasepoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_firstPerCommitmentPoint", {
				get: $util.oneOfGetter($oneOfFields = ["firstPerCommitmentPoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_secondPerCommitmentPoint", {
				get: $util.oneOfGetter($oneOfFields = ["secondPerCommitmentPoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_upfrontShutdownScript", {
				get: $util.oneOfGetter($oneOfFields = ["upfrontShutdownScript"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_channelType", {
				get: $util.oneOfGetter($oneOfFields = ["channelType"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(AcceptChannel2.prototype, "_requireConfirmedInputs", {
				get: $util.oneOfGetter($oneOfFields = ["requireConfirmedInputs"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			AcceptChannel2.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.temporaryChannelId != null && $Object.hasOwnProperty.call(message, "temporaryChannelId"))
					writer.uint32(10).bytes(message.temporaryChannelId);
				if (message.fundingSatoshis != null && $Object.hasOwnProperty.call(message, "fundingSatoshis"))
					writer.uint32(16).uint64(message.fundingSatoshis);
				if (message.dustLimitSatoshis != null && $Object.hasOwnProperty.call(message, "dustLimitSatoshis"))
					writer.uint32(24).uint64(message.dustLimitSatoshis);
				if (message.maxHtlcValueInFlightMsat != null && $Object.hasOwnProperty.call(message, "maxHtlcValueInFlightMsat"))
					writer.uint32(32).uint64(message.maxHtlcValueInFlightMsat);
				if (message.htlcMinimumMsat != null && $Object.hasOwnProperty.call(message, "htlcMinimumMsat"))
					writer.uint32(40).uint64(message.htlcMinimumMsat);
				if (message.minimumDepth != null && $Object.hasOwnProperty.call(message, "minimumDepth"))
					writer.uint32(48).uint32(message.minimumDepth);
				if (message.toSelfDelay != null && $Object.hasOwnProperty.call(message, "toSelfDelay"))
					writer.uint32(56).uint32(message.toSelfDelay);
				if (message.maxAcceptedHtlcs != null && $Object.hasOwnProperty.call(message, "maxAcceptedHtlcs"))
					writer.uint32(64).uint32(message.maxAcceptedHtlcs);
				if (message.fundingPubkey != null && $Object.hasOwnProperty.call(message, "fundingPubkey"))
					writer.uint32(74).bytes(message.fundingPubkey);
				if (message.revocationBasepoint != null && $Object.hasOwnProperty.call(message, "revocationBasepoint"))
					writer.uint32(82).bytes(message.revocationBasepoint);
				if (message.paymentBasepoint != null && $Object.hasOwnProperty.call(message, "paymentBasepoint"))
					writer.uint32(90).bytes(message.paymentBasepoint);
				if (message.delayedPaymentBasepoint != null && $Object.hasOwnProperty.call(message, "delayedPaymentBasepoint"))
					writer.uint32(98).bytes(message.delayedPaymentBasepoint);
				if (message.htlcBasepoint != null && $Object.hasOwnProperty.call(message, "htlcBasepoint"))
					writer.uint32(106).bytes(message.htlcBasepoint);
				if (message.firstPerCommitmentPoint != null && $Object.hasOwnProperty.call(message, "firstPerCommitmentPoint"))
					writer.uint32(114).bytes(message.firstPerCommitmentPoint);
				if (message.secondPerCommitmentPoint != null && $Object.hasOwnProperty.call(message, "secondPerCommitmentPoint"))
					writer.uint32(122).bytes(message.secondPerCommitmentPoint);
				if (message.upfrontShutdownScript != null && $Object.hasOwnProperty.call(message, "upfrontShutdownScript"))
					writer.uint32(8002).bytes(message.upfrontShutdownScript);
				if (message.channelType != null && $Object.hasOwnProperty.call(message, "channelType"))
					writer.uint32(8010).bytes(message.channelType);
				if (message.requireConfirmedInputs != null && $Object.hasOwnProperty.call(message, "requireConfirmedInputs"))
					writer.uint32(8016).bool(message.requireConfirmedInputs);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			AcceptChannel2.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.AcceptChannel2();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.temporaryChannelId = reader.bytes();
							message._temporaryChannelId = "temporaryChannelId";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.fundingSatoshis = reader.uint64();
							message._fundingSatoshis = "fundingSatoshis";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.dustLimitSatoshis = reader.uint64();
							message._dustLimitSatoshis = "dustLimitSatoshis";
							continue;
						}
					case 4: {
							if (wireType !== 0)
								break;
							message.maxHtlcValueInFlightMsat = reader.uint64();
							message._maxHtlcValueInFlightMsat = "maxHtlcValueInFlightMsat";
							continue;
						}
					case 5: {
							if (wireType !== 0)
								break;
							message.htlcMinimumMsat = reader.uint64();
							message._htlcMinimumMsat = "htlcMinimumMsat";
							continue;
						}
					case 6: {
							if (wireType !== 0)
								break;
							message.minimumDepth = reader.uint32();
							message._minimumDepth = "minimumDepth";
							continue;
						}
					case 7: {
							if (wireType !== 0)
								break;
							message.toSelfDelay = reader.uint32();
							message._toSelfDelay = "toSelfDelay";
							continue;
						}
					case 8: {
							if (wireType !== 0)
								break;
							message.maxAcceptedHtlcs = reader.uint32();
							message._maxAcceptedHtlcs = "maxAcceptedHtlcs";
							continue;
						}
					case 9: {
							if (wireType !== 2)
								break;
							message.fundingPubkey = reader.bytes();
							message._fundingPubkey = "fundingPubkey";
							continue;
						}
					case 10: {
							if (wireType !== 2)
								break;
							message.revocationBasepoint = reader.bytes();
							message._revocationBasepoint = "revocationBasepoint";
							continue;
						}
					case 11: {
							if (wireType !== 2)
								break;
							message.paymentBasepoint = reader.bytes();
							message._paymentBasepoint = "paymentBasepoint";
							continue;
						}
					case 12: {
							if (wireType !== 2)
								break;
							message.delayedPaymentBasepoint = reader.bytes();
							message._delayedPaymentBasepoint = "delayedPaymentBasepoint";
							continue;
						}
					case 13: {
							if (wireType !== 2)
								break;
							message.htlcBasepoint = reader.bytes();
							message._htlcBasepoint = "htlcBasepoint";
							continue;
						}
					case 14: {
							if (wireType !== 2)
								break;
							message.firstPerCommitmentPoint = reader.bytes();
							message._firstPerCommitmentPoint = "firstPerCommitmentPoint";
							continue;
						}
					case 15: {
							if (wireType !== 2)
								break;
							message.secondPerCommitmentPoint = reader.bytes();
							message._secondPerCommitmentPoint = "secondPerCommitmentPoint";
							continue;
						}
					case 1000: {
							if (wireType !== 2)
								break;
							message.upfrontShutdownScript = reader.bytes();
							message._upfrontShutdownScript = "upfrontShutdownScript";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.channelType = reader.bytes();
							message._channelType = "channelType";
							continue;
						}
					case 1002: {
							if (wireType !== 0)
								break;
							message.requireConfirmedInputs = reader.bool();
							message._requireConfirmedInputs = "requireConfirmedInputs";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return AcceptChannel2;
		})();

		v1.ChannelReady = (function() {

			const ChannelReady = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			ChannelReady.prototype.channelId = null;
			ChannelReady.prototype.secondPerCommitmentPoint = null;
			ChannelReady.prototype.shortChannelId = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReady.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReady.prototype, "_secondPerCommitmentPoint", {
				get: $util.oneOfGetter($oneOfFields = ["secondPerCommitmentPoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReady.prototype, "_shortChannelId", {
				get: $util.oneOfGetter($oneOfFields = ["shortChannelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			ChannelReady.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.secondPerCommitmentPoint != null && $Object.hasOwnProperty.call(message, "secondPerCommitmentPoint"))
					writer.uint32(18).bytes(message.secondPerCommitmentPoint);
				if (message.shortChannelId != null && $Object.hasOwnProperty.call(message, "shortChannelId"))
					writer.uint32(8009).fixed64(message.shortChannelId);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			ChannelReady.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.ChannelReady();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.secondPerCommitmentPoint = reader.bytes();
							message._secondPerCommitmentPoint = "secondPerCommitmentPoint";
							continue;
						}
					case 1001: {
							if (wireType !== 1)
								break;
							message.shortChannelId = reader.fixed64();
							message._shortChannelId = "shortChannelId";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return ChannelReady;
		})();

		v1.ChannelReestablish = (function() {

			const ChannelReestablish = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			ChannelReestablish.prototype.channelId = null;
			ChannelReestablish.prototype.nextCommitmentNumber = null;
			ChannelReestablish.prototype.nextRevocationNumber = null;
			ChannelReestablish.prototype.yourLastPerCommitmentSecret = null;
			ChannelReestablish.prototype.myCurrentPerCommitmentPoint = null;
			ChannelReestablish.prototype.nextFunding = null;
			ChannelReestablish.prototype.myCurrentFundingLocked = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReestablish.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReestablish.prototype, "_nextCommitmentNumber", {
				get: $util.oneOfGetter($oneOfFields = ["nextCommitmentNumber"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReestablish.prototype, "_nextRevocationNumber", {
				get: $util.oneOfGetter($oneOfFields = ["nextRevocationNumber"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReestablish.prototype, "_yourLastPerCommitmentSecret", {
				get: $util.oneOfGetter($oneOfFields = ["yourLastPerCommitmentSecret"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReestablish.prototype, "_myCurrentPerCommitmentPoint", {
				get: $util.oneOfGetter($oneOfFields = ["myCurrentPerCommitmentPoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReestablish.prototype, "_nextFunding", {
				get: $util.oneOfGetter($oneOfFields = ["nextFunding"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(ChannelReestablish.prototype, "_myCurrentFundingLocked", {
				get: $util.oneOfGetter($oneOfFields = ["myCurrentFundingLocked"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			ChannelReestablish.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.nextCommitmentNumber != null && $Object.hasOwnProperty.call(message, "nextCommitmentNumber"))
					writer.uint32(16).uint64(message.nextCommitmentNumber);
				if (message.nextRevocationNumber != null && $Object.hasOwnProperty.call(message, "nextRevocationNumber"))
					writer.uint32(24).uint64(message.nextRevocationNumber);
				if (message.yourLastPerCommitmentSecret != null && $Object.hasOwnProperty.call(message, "yourLastPerCommitmentSecret"))
					writer.uint32(34).bytes(message.yourLastPerCommitmentSecret);
				if (message.myCurrentPerCommitmentPoint != null && $Object.hasOwnProperty.call(message, "myCurrentPerCommitmentPoint"))
					writer.uint32(42).bytes(message.myCurrentPerCommitmentPoint);
				if (message.nextFunding != null && $Object.hasOwnProperty.call(message, "nextFunding"))
					$root.sferic.v1.FundingReference.encode(message.nextFunding, writer.uint32(8010).fork(), _depth + 1).ldelim();
				if (message.myCurrentFundingLocked != null && $Object.hasOwnProperty.call(message, "myCurrentFundingLocked"))
					$root.sferic.v1.FundingReference.encode(message.myCurrentFundingLocked, writer.uint32(8042).fork(), _depth + 1).ldelim();
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			ChannelReestablish.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.ChannelReestablish();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.nextCommitmentNumber = reader.uint64();
							message._nextCommitmentNumber = "nextCommitmentNumber";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.nextRevocationNumber = reader.uint64();
							message._nextRevocationNumber = "nextRevocationNumber";
							continue;
						}
					case 4: {
							if (wireType !== 2)
								break;
							message.yourLastPerCommitmentSecret = reader.bytes();
							message._yourLastPerCommitmentSecret = "yourLastPerCommitmentSecret";
							continue;
						}
					case 5: {
							if (wireType !== 2)
								break;
							message.myCurrentPerCommitmentPoint = reader.bytes();
							message._myCurrentPerCommitmentPoint = "myCurrentPerCommitmentPoint";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.nextFunding = $root.sferic.v1.FundingReference.decode(reader, reader.size(), $undefined, _depth + 1, message.nextFunding);
							message._nextFunding = "nextFunding";
							continue;
						}
					case 1005: {
							if (wireType !== 2)
								break;
							message.myCurrentFundingLocked = $root.sferic.v1.FundingReference.decode(reader, reader.size(), $undefined, _depth + 1, message.myCurrentFundingLocked);
							message._myCurrentFundingLocked = "myCurrentFundingLocked";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return ChannelReestablish;
		})();

		v1.FundingReference = (function() {

			const FundingReference = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			FundingReference.prototype.txid = null;
			FundingReference.prototype.retransmitFlags = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(FundingReference.prototype, "_txid", {
				get: $util.oneOfGetter($oneOfFields = ["txid"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(FundingReference.prototype, "_retransmitFlags", {
				get: $util.oneOfGetter($oneOfFields = ["retransmitFlags"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			FundingReference.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.txid != null && $Object.hasOwnProperty.call(message, "txid"))
					writer.uint32(10).bytes(message.txid);
				if (message.retransmitFlags != null && $Object.hasOwnProperty.call(message, "retransmitFlags"))
					writer.uint32(16).uint32(message.retransmitFlags);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			FundingReference.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.FundingReference();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.txid = reader.bytes();
							message._txid = "txid";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.retransmitFlags = reader.uint32();
							message._retransmitFlags = "retransmitFlags";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return FundingReference;
		})();

		v1.Init = (function() {

			const Init = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Init.prototype.globalFeatures = null;
			Init.prototype.features = null;
			Init.prototype.networks = null;
			Init.prototype.remoteAddr = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Init.prototype, "_globalFeatures", {
				get: $util.oneOfGetter($oneOfFields = ["globalFeatures"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Init.prototype, "_features", {
				get: $util.oneOfGetter($oneOfFields = ["features"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Init.prototype, "_networks", {
				get: $util.oneOfGetter($oneOfFields = ["networks"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Init.prototype, "_remoteAddr", {
				get: $util.oneOfGetter($oneOfFields = ["remoteAddr"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			Init.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.globalFeatures != null && $Object.hasOwnProperty.call(message, "globalFeatures"))
					writer.uint32(10).bytes(message.globalFeatures);
				if (message.features != null && $Object.hasOwnProperty.call(message, "features"))
					writer.uint32(18).bytes(message.features);
				if (message.networks != null && $Object.hasOwnProperty.call(message, "networks"))
					$root.sferic.v1.Networks.encode(message.networks, writer.uint32(8010).fork(), _depth + 1).ldelim();
				if (message.remoteAddr != null && $Object.hasOwnProperty.call(message, "remoteAddr"))
					writer.uint32(8026).bytes(message.remoteAddr);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Init.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.Init();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.globalFeatures = reader.bytes();
							message._globalFeatures = "globalFeatures";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.features = reader.bytes();
							message._features = "features";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.networks = $root.sferic.v1.Networks.decode(reader, reader.size(), $undefined, _depth + 1, message.networks);
							message._networks = "networks";
							continue;
						}
					case 1003: {
							if (wireType !== 2)
								break;
							message.remoteAddr = reader.bytes();
							message._remoteAddr = "remoteAddr";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Init;
		})();

		v1.Networks = (function() {

			const Networks = function (properties) {
				this.chains = [];
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Networks.prototype.chains = $util.emptyArray;

			Networks.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.chains != null && message.chains.length)
					for (let i = 0; i < message.chains.length; ++i)
						writer.uint32(10).bytes(message.chains[i]);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Networks.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.Networks();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							if (!(message.chains && message.chains.length))
								message.chains = [];
							message.chains.push(reader.bytes());
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Networks;
		})();

		v1.Error = (function() {

			const Error = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Error.prototype.channelId = null;
			Error.prototype.data = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Error.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Error.prototype, "_data", {
				get: $util.oneOfGetter($oneOfFields = ["data"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			Error.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
					writer.uint32(18).bytes(message.data);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Error.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.Error();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.data = reader.bytes();
							message._data = "data";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Error;
		})();

		v1.Warning = (function() {

			const Warning = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Warning.prototype.channelId = null;
			Warning.prototype.data = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Warning.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Warning.prototype, "_data", {
				get: $util.oneOfGetter($oneOfFields = ["data"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			Warning.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
					writer.uint32(18).bytes(message.data);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Warning.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.Warning();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.data = reader.bytes();
							message._data = "data";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Warning;
		})();

		v1.Ping = (function() {

			const Ping = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Ping.prototype.numPongBytes = null;
			Ping.prototype.ignored = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Ping.prototype, "_numPongBytes", {
				get: $util.oneOfGetter($oneOfFields = ["numPongBytes"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Ping.prototype, "_ignored", {
				get: $util.oneOfGetter($oneOfFields = ["ignored"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			Ping.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.numPongBytes != null && $Object.hasOwnProperty.call(message, "numPongBytes"))
					writer.uint32(8).uint32(message.numPongBytes);
				if (message.ignored != null && $Object.hasOwnProperty.call(message, "ignored"))
					writer.uint32(18).bytes(message.ignored);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Ping.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.Ping();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 0)
								break;
							message.numPongBytes = reader.uint32();
							message._numPongBytes = "numPongBytes";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.ignored = reader.bytes();
							message._ignored = "ignored";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Ping;
		})();

		v1.Pong = (function() {

			const Pong = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Pong.prototype.ignored = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(Pong.prototype, "_ignored", {
				get: $util.oneOfGetter($oneOfFields = ["ignored"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			Pong.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.ignored != null && $Object.hasOwnProperty.call(message, "ignored"))
					writer.uint32(10).bytes(message.ignored);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Pong.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.Pong();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.ignored = reader.bytes();
							message._ignored = "ignored";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Pong;
		})();

		v1.PeerStorage = (function() {

			const PeerStorage = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			PeerStorage.prototype.blob = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(PeerStorage.prototype, "_blob", {
				get: $util.oneOfGetter($oneOfFields = ["blob"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			PeerStorage.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.blob != null && $Object.hasOwnProperty.call(message, "blob"))
					writer.uint32(10).bytes(message.blob);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			PeerStorage.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.PeerStorage();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.blob = reader.bytes();
							message._blob = "blob";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return PeerStorage;
		})();

		v1.PeerStorageRetrieval = (function() {

			const PeerStorageRetrieval = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			PeerStorageRetrieval.prototype.blob = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(PeerStorageRetrieval.prototype, "_blob", {
				get: $util.oneOfGetter($oneOfFields = ["blob"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			PeerStorageRetrieval.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.blob != null && $Object.hasOwnProperty.call(message, "blob"))
					writer.uint32(10).bytes(message.blob);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			PeerStorageRetrieval.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.PeerStorageRetrieval();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.blob = reader.bytes();
							message._blob = "blob";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return PeerStorageRetrieval;
		})();

		v1.UpdateAddHtlc = (function() {

			const UpdateAddHtlc = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			UpdateAddHtlc.prototype.channelId = null;
			UpdateAddHtlc.prototype.id = null;
			UpdateAddHtlc.prototype.amountMsat = null;
			UpdateAddHtlc.prototype.paymentHash = null;
			UpdateAddHtlc.prototype.cltvExpiry = null;
			UpdateAddHtlc.prototype.onionRoutingPacket = null;
			UpdateAddHtlc.prototype.pathKey = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateAddHtlc.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateAddHtlc.prototype, "_id", {
				get: $util.oneOfGetter($oneOfFields = ["id"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateAddHtlc.prototype, "_amountMsat", {
				get: $util.oneOfGetter($oneOfFields = ["amountMsat"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateAddHtlc.prototype, "_paymentHash", {
				get: $util.oneOfGetter($oneOfFields = ["paymentHash"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateAddHtlc.prototype, "_cltvExpiry", {
				get: $util.oneOfGetter($oneOfFields = ["cltvExpiry"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateAddHtlc.prototype, "_onionRoutingPacket", {
				get: $util.oneOfGetter($oneOfFields = ["onionRoutingPacket"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateAddHtlc.prototype, "_pathKey", {
				get: $util.oneOfGetter($oneOfFields = ["pathKey"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			UpdateAddHtlc.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
					writer.uint32(16).uint64(message.id);
				if (message.amountMsat != null && $Object.hasOwnProperty.call(message, "amountMsat"))
					writer.uint32(24).uint64(message.amountMsat);
				if (message.paymentHash != null && $Object.hasOwnProperty.call(message, "paymentHash"))
					writer.uint32(34).bytes(message.paymentHash);
				if (message.cltvExpiry != null && $Object.hasOwnProperty.call(message, "cltvExpiry"))
					writer.uint32(40).uint32(message.cltvExpiry);
				if (message.onionRoutingPacket != null && $Object.hasOwnProperty.call(message, "onionRoutingPacket"))
					writer.uint32(50).bytes(message.onionRoutingPacket);
				if (message.pathKey != null && $Object.hasOwnProperty.call(message, "pathKey"))
					writer.uint32(8002).bytes(message.pathKey);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			UpdateAddHtlc.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.UpdateAddHtlc();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.id = reader.uint64();
							message._id = "id";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.amountMsat = reader.uint64();
							message._amountMsat = "amountMsat";
							continue;
						}
					case 4: {
							if (wireType !== 2)
								break;
							message.paymentHash = reader.bytes();
							message._paymentHash = "paymentHash";
							continue;
						}
					case 5: {
							if (wireType !== 0)
								break;
							message.cltvExpiry = reader.uint32();
							message._cltvExpiry = "cltvExpiry";
							continue;
						}
					case 6: {
							if (wireType !== 2)
								break;
							message.onionRoutingPacket = reader.bytes();
							message._onionRoutingPacket = "onionRoutingPacket";
							continue;
						}
					case 1000: {
							if (wireType !== 2)
								break;
							message.pathKey = reader.bytes();
							message._pathKey = "pathKey";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return UpdateAddHtlc;
		})();

		v1.UpdateFulfillHtlc = (function() {

			const UpdateFulfillHtlc = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			UpdateFulfillHtlc.prototype.channelId = null;
			UpdateFulfillHtlc.prototype.id = null;
			UpdateFulfillHtlc.prototype.paymentPreimage = null;
			UpdateFulfillHtlc.prototype.attributionData = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFulfillHtlc.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFulfillHtlc.prototype, "_id", {
				get: $util.oneOfGetter($oneOfFields = ["id"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFulfillHtlc.prototype, "_paymentPreimage", {
				get: $util.oneOfGetter($oneOfFields = ["paymentPreimage"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFulfillHtlc.prototype, "_attributionData", {
				get: $util.oneOfGetter($oneOfFields = ["attributionData"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			UpdateFulfillHtlc.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
					writer.uint32(16).uint64(message.id);
				if (message.paymentPreimage != null && $Object.hasOwnProperty.call(message, "paymentPreimage"))
					writer.uint32(26).bytes(message.paymentPreimage);
				if (message.attributionData != null && $Object.hasOwnProperty.call(message, "attributionData"))
					writer.uint32(8010).bytes(message.attributionData);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			UpdateFulfillHtlc.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.UpdateFulfillHtlc();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.id = reader.uint64();
							message._id = "id";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.paymentPreimage = reader.bytes();
							message._paymentPreimage = "paymentPreimage";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.attributionData = reader.bytes();
							message._attributionData = "attributionData";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return UpdateFulfillHtlc;
		})();

		v1.UpdateFailHtlc = (function() {

			const UpdateFailHtlc = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			UpdateFailHtlc.prototype.channelId = null;
			UpdateFailHtlc.prototype.id = null;
			UpdateFailHtlc.prototype.reason = null;
			UpdateFailHtlc.prototype.attributionData = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFailHtlc.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFailHtlc.prototype, "_id", {
				get: $util.oneOfGetter($oneOfFields = ["id"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFailHtlc.prototype, "_reason", {
				get: $util.oneOfGetter($oneOfFields = ["reason"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFailHtlc.prototype, "_attributionData", {
				get: $util.oneOfGetter($oneOfFields = ["attributionData"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			UpdateFailHtlc.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
					writer.uint32(16).uint64(message.id);
				if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
					writer.uint32(26).bytes(message.reason);
				if (message.attributionData != null && $Object.hasOwnProperty.call(message, "attributionData"))
					writer.uint32(8010).bytes(message.attributionData);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			UpdateFailHtlc.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.UpdateFailHtlc();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.id = reader.uint64();
							message._id = "id";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.reason = reader.bytes();
							message._reason = "reason";
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.attributionData = reader.bytes();
							message._attributionData = "attributionData";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return UpdateFailHtlc;
		})();

		v1.UpdateFailMalformedHtlc = (function() {

			const UpdateFailMalformedHtlc = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			UpdateFailMalformedHtlc.prototype.channelId = null;
			UpdateFailMalformedHtlc.prototype.id = null;
			UpdateFailMalformedHtlc.prototype.sha256OfOnion = null;
			UpdateFailMalformedHtlc.prototype.failureCode = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFailMalformedHtlc.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFailMalformedHtlc.prototype, "_id", {
				get: $util.oneOfGetter($oneOfFields = ["id"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFailMalformedHtlc.prototype, "_sha256OfOnion", {
				get: $util.oneOfGetter($oneOfFields = ["sha256OfOnion"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFailMalformedHtlc.prototype, "_failureCode", {
				get: $util.oneOfGetter($oneOfFields = ["failureCode"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			UpdateFailMalformedHtlc.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
					writer.uint32(16).uint64(message.id);
				if (message.sha256OfOnion != null && $Object.hasOwnProperty.call(message, "sha256OfOnion"))
					writer.uint32(26).bytes(message.sha256OfOnion);
				if (message.failureCode != null && $Object.hasOwnProperty.call(message, "failureCode"))
					writer.uint32(32).uint32(message.failureCode);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			UpdateFailMalformedHtlc.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.UpdateFailMalformedHtlc();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.id = reader.uint64();
							message._id = "id";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.sha256OfOnion = reader.bytes();
							message._sha256OfOnion = "sha256OfOnion";
							continue;
						}
					case 4: {
							if (wireType !== 0)
								break;
							message.failureCode = reader.uint32();
							message._failureCode = "failureCode";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return UpdateFailMalformedHtlc;
		})();

		v1.StartBatch = (function() {

			const StartBatch = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			StartBatch.prototype.channelId = null;
			StartBatch.prototype.batchSize = null;
			StartBatch.prototype.messageType = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(StartBatch.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(StartBatch.prototype, "_batchSize", {
				get: $util.oneOfGetter($oneOfFields = ["batchSize"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(StartBatch.prototype, "_messageType", {
				get: $util.oneOfGetter($oneOfFields = ["messageType"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			StartBatch.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.batchSize != null && $Object.hasOwnProperty.call(message, "batchSize"))
					writer.uint32(16).uint32(message.batchSize);
				if (message.messageType != null && $Object.hasOwnProperty.call(message, "messageType"))
					writer.uint32(8008).uint32(message.messageType);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			StartBatch.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.StartBatch();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.batchSize = reader.uint32();
							message._batchSize = "batchSize";
							continue;
						}
					case 1001: {
							if (wireType !== 0)
								break;
							message.messageType = reader.uint32();
							message._messageType = "messageType";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return StartBatch;
		})();

		v1.CommitmentSigned = (function() {

			const CommitmentSigned = function (properties) {
				this.htlcSignatures = [];
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			CommitmentSigned.prototype.channelId = null;
			CommitmentSigned.prototype.signature = null;
			CommitmentSigned.prototype.htlcSignatures = $util.emptyArray;
			CommitmentSigned.prototype.fundingTxid = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(CommitmentSigned.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(CommitmentSigned.prototype, "_signature", {
				get: $util.oneOfGetter($oneOfFields = ["signature"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(CommitmentSigned.prototype, "_fundingTxid", {
				get: $util.oneOfGetter($oneOfFields = ["fundingTxid"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			CommitmentSigned.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.signature != null && $Object.hasOwnProperty.call(message, "signature"))
					writer.uint32(18).bytes(message.signature);
				if (message.htlcSignatures != null && message.htlcSignatures.length)
					for (let i = 0; i < message.htlcSignatures.length; ++i)
						writer.uint32(26).bytes(message.htlcSignatures[i]);
				if (message.fundingTxid != null && $Object.hasOwnProperty.call(message, "fundingTxid"))
					writer.uint32(8010).bytes(message.fundingTxid);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			CommitmentSigned.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.CommitmentSigned();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.signature = reader.bytes();
							message._signature = "signature";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							if (!(message.htlcSignatures && message.htlcSignatures.length))
								message.htlcSignatures = [];
							message.htlcSignatures.push(reader.bytes());
							continue;
						}
					case 1001: {
							if (wireType !== 2)
								break;
							message.fundingTxid = reader.bytes();
							message._fundingTxid = "fundingTxid";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return CommitmentSigned;
		})();

		v1.RevokeAndAck = (function() {

			const RevokeAndAck = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			RevokeAndAck.prototype.channelId = null;
			RevokeAndAck.prototype.perCommitmentSecret = null;
			RevokeAndAck.prototype.nextPerCommitmentPoint = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(RevokeAndAck.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(RevokeAndAck.prototype, "_perCommitmentSecret", {
				get: $util.oneOfGetter($oneOfFields = ["perCommitmentSecret"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(RevokeAndAck.prototype, "_nextPerCommitmentPoint", {
				get: $util.oneOfGetter($oneOfFields = ["nextPerCommitmentPoint"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			RevokeAndAck.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.perCommitmentSecret != null && $Object.hasOwnProperty.call(message, "perCommitmentSecret"))
					writer.uint32(18).bytes(message.perCommitmentSecret);
				if (message.nextPerCommitmentPoint != null && $Object.hasOwnProperty.call(message, "nextPerCommitmentPoint"))
					writer.uint32(26).bytes(message.nextPerCommitmentPoint);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			RevokeAndAck.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.RevokeAndAck();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.perCommitmentSecret = reader.bytes();
							message._perCommitmentSecret = "perCommitmentSecret";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.nextPerCommitmentPoint = reader.bytes();
							message._nextPerCommitmentPoint = "nextPerCommitmentPoint";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return RevokeAndAck;
		})();

		v1.UpdateFee = (function() {

			const UpdateFee = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			UpdateFee.prototype.channelId = null;
			UpdateFee.prototype.feeratePerKw = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFee.prototype, "_channelId", {
				get: $util.oneOfGetter($oneOfFields = ["channelId"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(UpdateFee.prototype, "_feeratePerKw", {
				get: $util.oneOfGetter($oneOfFields = ["feeratePerKw"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			UpdateFee.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.channelId != null && $Object.hasOwnProperty.call(message, "channelId"))
					writer.uint32(10).bytes(message.channelId);
				if (message.feeratePerKw != null && $Object.hasOwnProperty.call(message, "feeratePerKw"))
					writer.uint32(16).uint32(message.feeratePerKw);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			UpdateFee.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.UpdateFee();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							message.channelId = reader.bytes();
							message._channelId = "channelId";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.feeratePerKw = reader.uint32();
							message._feeratePerKw = "feeratePerKw";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return UpdateFee;
		})();

		v1.TowerEnvelope = (function() {

			const TowerEnvelope = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TowerEnvelope.prototype.towerHello = null;
			TowerEnvelope.prototype.storePackage = null;
			TowerEnvelope.prototype.deletePackages = null;
			TowerEnvelope.prototype.towerTerms = null;
			TowerEnvelope.prototype.packagesStored = null;
			TowerEnvelope.prototype.packagesDeleted = null;
			TowerEnvelope.prototype.towerRefusal = null;

			let $oneOfFields;

			$Object.defineProperty(TowerEnvelope.prototype, "message", {
				get: $util.oneOfGetter($oneOfFields = ["towerHello", "storePackage", "deletePackages", "towerTerms", "packagesStored", "packagesDeleted", "towerRefusal"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TowerEnvelope.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.towerHello != null && $Object.hasOwnProperty.call(message, "towerHello"))
					$root.sferic.v1.TowerHello.encode(message.towerHello, writer.uint32(18).fork(), _depth + 1).ldelim();
				if (message.storePackage != null && $Object.hasOwnProperty.call(message, "storePackage"))
					$root.sferic.v1.StorePackage.encode(message.storePackage, writer.uint32(34).fork(), _depth + 1).ldelim();
				if (message.deletePackages != null && $Object.hasOwnProperty.call(message, "deletePackages"))
					$root.sferic.v1.DeletePackages.encode(message.deletePackages, writer.uint32(50).fork(), _depth + 1).ldelim();
				if (message.towerTerms != null && $Object.hasOwnProperty.call(message, "towerTerms"))
					$root.sferic.v1.TowerTerms.encode(message.towerTerms, writer.uint32(66).fork(), _depth + 1).ldelim();
				if (message.packagesStored != null && $Object.hasOwnProperty.call(message, "packagesStored"))
					$root.sferic.v1.PackagesStored.encode(message.packagesStored, writer.uint32(82).fork(), _depth + 1).ldelim();
				if (message.packagesDeleted != null && $Object.hasOwnProperty.call(message, "packagesDeleted"))
					$root.sferic.v1.PackagesDeleted.encode(message.packagesDeleted, writer.uint32(98).fork(), _depth + 1).ldelim();
				if (message.towerRefusal != null && $Object.hasOwnProperty.call(message, "towerRefusal"))
					$root.sferic.v1.TowerRefusal.encode(message.towerRefusal, writer.uint32(114).fork(), _depth + 1).ldelim();
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TowerEnvelope.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TowerEnvelope();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 2: {
							if (wireType !== 2)
								break;
							message.towerHello = $root.sferic.v1.TowerHello.decode(reader, reader.size(), $undefined, _depth + 1, message.towerHello);
							message.message = "towerHello";
							continue;
						}
					case 4: {
							if (wireType !== 2)
								break;
							message.storePackage = $root.sferic.v1.StorePackage.decode(reader, reader.size(), $undefined, _depth + 1, message.storePackage);
							message.message = "storePackage";
							continue;
						}
					case 6: {
							if (wireType !== 2)
								break;
							message.deletePackages = $root.sferic.v1.DeletePackages.decode(reader, reader.size(), $undefined, _depth + 1, message.deletePackages);
							message.message = "deletePackages";
							continue;
						}
					case 8: {
							if (wireType !== 2)
								break;
							message.towerTerms = $root.sferic.v1.TowerTerms.decode(reader, reader.size(), $undefined, _depth + 1, message.towerTerms);
							message.message = "towerTerms";
							continue;
						}
					case 10: {
							if (wireType !== 2)
								break;
							message.packagesStored = $root.sferic.v1.PackagesStored.decode(reader, reader.size(), $undefined, _depth + 1, message.packagesStored);
							message.message = "packagesStored";
							continue;
						}
					case 12: {
							if (wireType !== 2)
								break;
							message.packagesDeleted = $root.sferic.v1.PackagesDeleted.decode(reader, reader.size(), $undefined, _depth + 1, message.packagesDeleted);
							message.message = "packagesDeleted";
							continue;
						}
					case 14: {
							if (wireType !== 2)
								break;
							message.towerRefusal = $root.sferic.v1.TowerRefusal.decode(reader, reader.size(), $undefined, _depth + 1, message.towerRefusal);
							message.message = "towerRefusal";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TowerEnvelope;
		})();

		v1.TowerHello = (function() {

			const TowerHello = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TowerHello.prototype.mostFeeratePerKw = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TowerHello.prototype, "_mostFeeratePerKw", {
				get: $util.oneOfGetter($oneOfFields = ["mostFeeratePerKw"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TowerHello.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.mostFeeratePerKw != null && $Object.hasOwnProperty.call(message, "mostFeeratePerKw"))
					writer.uint32(8).uint32(message.mostFeeratePerKw);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TowerHello.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TowerHello();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 0)
								break;
							message.mostFeeratePerKw = reader.uint32();
							message._mostFeeratePerKw = "mostFeeratePerKw";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TowerHello;
		})();

		v1.TowerTerms = (function() {

			const TowerTerms = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TowerTerms.prototype.feeratePerKw = null;
			TowerTerms.prototype.maxPackages = null;
			TowerTerms.prototype.maxBytes = null;
			TowerTerms.prototype.packages = null;
			TowerTerms.prototype.bytes = null;
			TowerTerms.prototype.window = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TowerTerms.prototype, "_feeratePerKw", {
				get: $util.oneOfGetter($oneOfFields = ["feeratePerKw"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TowerTerms.prototype, "_maxPackages", {
				get: $util.oneOfGetter($oneOfFields = ["maxPackages"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TowerTerms.prototype, "_maxBytes", {
				get: $util.oneOfGetter($oneOfFields = ["maxBytes"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TowerTerms.prototype, "_packages", {
				get: $util.oneOfGetter($oneOfFields = ["packages"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TowerTerms.prototype, "_bytes", {
				get: $util.oneOfGetter($oneOfFields = ["bytes"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TowerTerms.prototype, "_window", {
				get: $util.oneOfGetter($oneOfFields = ["window"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TowerTerms.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.feeratePerKw != null && $Object.hasOwnProperty.call(message, "feeratePerKw"))
					writer.uint32(8).uint32(message.feeratePerKw);
				if (message.maxPackages != null && $Object.hasOwnProperty.call(message, "maxPackages"))
					writer.uint32(16).uint32(message.maxPackages);
				if (message.maxBytes != null && $Object.hasOwnProperty.call(message, "maxBytes"))
					writer.uint32(24).uint64(message.maxBytes);
				if (message.packages != null && $Object.hasOwnProperty.call(message, "packages"))
					writer.uint32(32).uint32(message.packages);
				if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes"))
					writer.uint32(40).uint64(message.bytes);
				if (message.window != null && $Object.hasOwnProperty.call(message, "window"))
					writer.uint32(48).uint32(message.window);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TowerTerms.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TowerTerms();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 0)
								break;
							message.feeratePerKw = reader.uint32();
							message._feeratePerKw = "feeratePerKw";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.maxPackages = reader.uint32();
							message._maxPackages = "maxPackages";
							continue;
						}
					case 3: {
							if (wireType !== 0)
								break;
							message.maxBytes = reader.uint64();
							message._maxBytes = "maxBytes";
							continue;
						}
					case 4: {
							if (wireType !== 0)
								break;
							message.packages = reader.uint32();
							message._packages = "packages";
							continue;
						}
					case 5: {
							if (wireType !== 0)
								break;
							message.bytes = reader.uint64();
							message._bytes = "bytes";
							continue;
						}
					case 6: {
							if (wireType !== 0)
								break;
							message.window = reader.uint32();
							message._window = "window";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TowerTerms;
		})();

		v1.StorePackage = (function() {

			const StorePackage = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			StorePackage.prototype.sequence = null;
			StorePackage.prototype.locator = null;
			StorePackage.prototype.handle = null;
			StorePackage.prototype["package"] = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(StorePackage.prototype, "_sequence", {
				get: $util.oneOfGetter($oneOfFields = ["sequence"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(StorePackage.prototype, "_locator", {
				get: $util.oneOfGetter($oneOfFields = ["locator"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(StorePackage.prototype, "_handle", {
				get: $util.oneOfGetter($oneOfFields = ["handle"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(StorePackage.prototype, "_package", {
				get: $util.oneOfGetter($oneOfFields = ["package"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			StorePackage.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
					writer.uint32(8).uint64(message.sequence);
				if (message.locator != null && $Object.hasOwnProperty.call(message, "locator"))
					writer.uint32(18).bytes(message.locator);
				if (message.handle != null && $Object.hasOwnProperty.call(message, "handle"))
					writer.uint32(26).bytes(message.handle);
				if (message["package"] != null && $Object.hasOwnProperty.call(message, "package"))
					writer.uint32(34).bytes(message["package"]);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			StorePackage.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.StorePackage();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 0)
								break;
							message.sequence = reader.uint64();
							message._sequence = "sequence";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.locator = reader.bytes();
							message._locator = "locator";
							continue;
						}
					case 3: {
							if (wireType !== 2)
								break;
							message.handle = reader.bytes();
							message._handle = "handle";
							continue;
						}
					case 4: {
							if (wireType !== 2)
								break;
							message["package"] = reader.bytes();
							message._package = "package";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return StorePackage;
		})();

		v1.PackagesStored = (function() {

			const PackagesStored = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			PackagesStored.prototype.sequence = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(PackagesStored.prototype, "_sequence", {
				get: $util.oneOfGetter($oneOfFields = ["sequence"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			PackagesStored.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
					writer.uint32(8).uint64(message.sequence);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			PackagesStored.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.PackagesStored();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 0)
								break;
							message.sequence = reader.uint64();
							message._sequence = "sequence";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return PackagesStored;
		})();

		v1.DeletePackages = (function() {

			const DeletePackages = function (properties) {
				this.handles = [];
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			DeletePackages.prototype.handles = $util.emptyArray;

			DeletePackages.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.handles != null && message.handles.length)
					for (let i = 0; i < message.handles.length; ++i)
						writer.uint32(10).bytes(message.handles[i]);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			DeletePackages.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.DeletePackages();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 2)
								break;
							if (!(message.handles && message.handles.length))
								message.handles = [];
							message.handles.push(reader.bytes());
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return DeletePackages;
		})();

		v1.PackagesDeleted = (function() {

			const PackagesDeleted = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			PackagesDeleted.prototype.packages = null;
			PackagesDeleted.prototype.bytes = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(PackagesDeleted.prototype, "_packages", {
				get: $util.oneOfGetter($oneOfFields = ["packages"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(PackagesDeleted.prototype, "_bytes", {
				get: $util.oneOfGetter($oneOfFields = ["bytes"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			PackagesDeleted.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.packages != null && $Object.hasOwnProperty.call(message, "packages"))
					writer.uint32(8).uint32(message.packages);
				if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes"))
					writer.uint32(16).uint64(message.bytes);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			PackagesDeleted.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.PackagesDeleted();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 0)
								break;
							message.packages = reader.uint32();
							message._packages = "packages";
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							message.bytes = reader.uint64();
							message._bytes = "bytes";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return PackagesDeleted;
		})();

		v1.TowerRefusal = (function() {

			const TowerRefusal = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			TowerRefusal.prototype.code = null;
			TowerRefusal.prototype.reason = null;

			let $oneOfFields;

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TowerRefusal.prototype, "_code", {
				get: $util.oneOfGetter($oneOfFields = ["code"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			// Virtual OneOf for proto3 optional field
			$Object.defineProperty(TowerRefusal.prototype, "_reason", {
				get: $util.oneOfGetter($oneOfFields = ["reason"]),
				set: $util.oneOfSetter($oneOfFields)
			});

			TowerRefusal.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
					writer.uint32(8).uint32(message.code);
				if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
					writer.uint32(18).bytes(message.reason);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			TowerRefusal.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.sferic.v1.TowerRefusal();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 0)
								break;
							message.code = reader.uint32();
							message._code = "code";
							continue;
						}
					case 2: {
							if (wireType !== 2)
								break;
							message.reason = reader.bytes();
							message._reason = "reason";
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return TowerRefusal;
		})();

		return v1;
	})();

	return sferic;
})();

export {
  $root as default
};
